using Npgsql;
using Periods.Plain;

var builder = WebApplication.CreateSlimBuilder(args);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
builder.Logging.AddFilter("Microsoft", LogLevel.Warning);

await using var database = await Database.Open(builder.Configuration.GetConnectionString("Journal")!);
builder.Services.AddSingleton<NpgsqlDataSource>(database);
var app = builder.Build();
var access = new Access(database, builder.Configuration["Access:OperatorToken"]!);

new SetUp(database, access).Map(app);
new Lifecycle(database, access).Map(app);
new Reviews(database, access).Map(app);
new Posting(database, access).Map(app);
app.MapGet("/health/ready", static http => Answers.Write(http, StatusCodes.Status200OK, new Health("ready"), PlainJson.Default.Health));

await app.RunAsync();
