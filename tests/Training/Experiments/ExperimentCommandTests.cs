using System.CommandLine;
using Platform.Shared;
using Platform.Training.Commands;

namespace Platform.Training.Tests.Experiments;

public sealed class ExperimentCommandTests : IDisposable
{
    readonly string work = Directory.CreateTempSubdirectory("experiment-").FullName;

    public void Dispose() => Directory.Delete(work, recursive: true);

    /// <summary>
    /// Figure 4 from nothing, in processes of its own; then again, of which only the missing part runs.
    /// </summary>
    [Fact]
    public async Task Experiment_RunsWhatIsMissing()
    {
        await Run("figure4", "--preset", "smoke", "--dataset", "phantom", "--photographs", "10");
        var report = Path.Combine(work, "reports", "figure4-phantom-smoke");
        var (text, sheet) = (
            File.ReadAllText(Path.Combine(report, "report.md")),
            File.ReadAllBytes(Path.Combine(report, "views.png"))
        );
        Assert.Contains("1 of 1 cells run", text);
        var prepared = Assert.Single(Directory.EnumerateDirectories(work, "prepare-*"));
        var before = File.ReadAllBytes(Path.Combine(prepared, "done.json"));
        File.Delete(Path.Combine(Assert.Single(Directory.EnumerateDirectories(work, "views-*")), "done.json"));

        await Run("figure4", "--preset", "smoke", "--dataset", "phantom", "--photographs", "10");
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(prepared, "done.json")));
        Assert.Equal(text, File.ReadAllText(Path.Combine(report, "report.md")));
        Assert.Equal(sheet, File.ReadAllBytes(Path.Combine(report, "views.png")));
    }

    [Fact]
    public async Task Report_OfNothing_SaysNotRun()
    {
        await Run("table2", "--preset", "smoke", "--dataset", "phantom", "--report");
        var text = File.ReadAllText(Path.Combine(work, "reports", "table2-phantom-smoke", "report.md"));
        Assert.Contains("0 of 6 cells run", text);
        Assert.Equal(6, text.Split("(not run)").Length - 1);
        Assert.DoesNotContain("ssl-", Directory.EnumerateDirectories(work).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("--data or --dataset", "table1")]
    [InlineData("--data or --dataset", "table1", "--dataset", "phantom", "--data", "/nowhere")]
    [InlineData("--source", "table1", "--dataset", "ham10000")]
    [InlineData("/nowhere", "table1", "--data", "/nowhere")]
    [InlineData("--cell 3: from 0 to 2", "table1", "--dataset", "phantom", "--cell", "3")]
    [InlineData("--seeds 0", "table1", "--dataset", "phantom", "--seeds", "0")]
    [InlineData("--set batch=3", "table1", "--dataset", "phantom", "--set", "batch=3")]
    [InlineData("--batch: no such option", "table1", "--dataset", "phantom", "--set", "ssl.batch=3")]
    [InlineData("--synthetic-count 1", "table2", "--dataset", "phantom", "--synthetic-count", "1")]
    public async Task Experiment_NamesWhatIsWrong(string message, params string[] arguments) =>
        Assert.Contains(message, (await Assert.ThrowsAsync<InputException>(() => Run(arguments))).Message);

    Task Run(params string[] arguments) =>
        new RootCommand { ExperimentCommand.Create() }
            .Parse(["experiment", .. arguments, "--work", work])
            .InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false },
                TestContext.Current.CancellationToken
            );
}
