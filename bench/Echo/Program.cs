using Periods.Echo;

// The limit of the HTTP stack: Kestrel and routing as the service has them, nothing behind. "Answers" is a folder with what the service answered, a file per route;
// without one every answer is {}.
var builder = WebApplication.CreateSlimBuilder(args);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
builder.Services.AddRoutingCore();

var app = builder.Build();
var answers = new Answers(builder.Configuration["Answers"]);
app.MapMethods("/api/v1/accounting-periods/{period_id}/sign-offs", ["POST"], answers.After(EchoJson.Default.SignOffRequest, StatusCodes.Status201Created, "sign-off"));
app.MapMethods("/api/v1/accounting-periods/close", ["POST"], answers.After(EchoJson.Default.CloseRequest, StatusCodes.Status201Created, "close"));
app.MapMethods("/api/v1/accounting-periods/{period_id}/reopen", ["POST"], answers.After(EchoJson.Default.ReopenRequest, StatusCodes.Status201Created, "reopen"));
app.MapMethods("/api/v1/journal-entries", ["POST"], answers.After(EchoJson.Default.EntryRequest, StatusCodes.Status201Created, "entry"));
app.MapMethods("/api/v1/accounting-periods/{period_id}/close-score", ["GET"], answers.AtOnce("score"));
app.MapMethods("/api/v1/accounting-periods", ["GET"], answers.AtOnce("list"));
app.MapMethods("/health/ready", ["GET"], answers.AtOnce("ready"));
await app.RunAsync();
