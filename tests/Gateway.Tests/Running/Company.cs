namespace Periods.Gateway.Tests.Running;

/// <summary>A user of a business, ready to call in the Day Zero dialect.</summary>
internal sealed record Person(Guid Id, string Role, string Email, string Token, Client Client);

/// <summary>A business with one user in each role, made through the service's own operations.</summary>
internal sealed record Company(Guid Id, Client Operator, Person Owner, Person Admin, Person Member, Person Viewer)
{
    public static readonly string[] Roles = ["owner", "admin", "member", "viewer"];

    public static async Task<Company> Found(Client anonymous, string operatorToken)
    {
        var house = anonymous.With("Authorization", $"Bearer {operatorToken}");
        var id = (await house.Post("/api/v1/businesses", """{"name":"Acme"}""")).Ok().Id;
        var door = house.With("x-business-id", $"{id}");
        var people = new List<Person>();
        foreach (var role in Roles) people.Add(await Hire(door, role));
        return new(id, door, people[0], people[1], people[2], people[3]);
    }

    /// <summary>One more user, with a token.</summary>
    public Task<Person> Hire(string role) => Hire(Operator, role);

    /// <summary>The same person, calling as Zenskar's clients do.</summary>
    public Client Zenskar(Person person) => new(person.Client.Http, ("x-api-key", person.Token), ("organisation", $"{Id}"));

    /// <summary>The same people, calling another run of the service.</summary>
    public Company At(Client anonymous)
    {
        var door = anonymous.With("x-business-id", $"{Id}");
        Person Moved(Person person) => person with { Client = door.With("Authorization", $"Bearer {person.Token}") };
        return new(Id, door.With("Authorization", $"Bearer {TestService.OperatorToken}"), Moved(Owner), Moved(Admin), Moved(Member), Moved(Viewer));
    }

    public Person As(string role) => role switch { "owner" => Owner, "admin" => Admin, "member" => Member, _ => Viewer };

    private static async Task<Person> Hire(Client door, string role)
    {
        var email = $"{Guid.NewGuid():N}@acme.example";
        var id = (await door.Post("/api/v1/businesses/users", $$"""{"email":"{{email}}","first_name":"Ada","last_name":"Byron","role":"{{role}}"}""")).Ok().Id;
        var token = (await door.Post("/api/v1/tokens", $$"""{"name":"{{role}}","user_id":"{{id}}"}""")).Ok().Text("token");
        return new(id, role, email, token, door.With("Authorization", $"Bearer {token}"));
    }
}
