using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Platform.EndToEnd.Tests;

[Collection(nameof(Quickstart))]
public sealed partial class CallTests(QuickstartFixture quickstart)
{
    [Fact]
    public async Task Call_OnAFolderPerClass_ScoresAsTrainingDid()
    {
        const string announcement = "listening on ";
        using var server = Command.Start("Platform.Inference", "serve", quickstart["models/phantom"], "--port", "0");
        string? line;
        do line = await server.StandardOutput.ReadLineAsync();
        while (line is not null && !line.StartsWith(announcement));
        var result = await Command.Tools("call", line![announcement.Length..], quickstart["held-out"]);
        Assert.Equal(0, (await Command.StopAsync(server)).ExitCode);

        Assert.True(result.ExitCode == 0, result.Error);
        using var metrics = JsonDocument.Parse(File.ReadAllText(quickstart["head/metrics.json"]));
        var score = Score().Match(result.Output);
        Assert.Equal(metrics.RootElement.GetProperty("test_images").GetInt32(), int.Parse(score.Groups[1].Value));
        Assert.Equal(
            100 * metrics.RootElement.GetProperty("accuracy").GetDouble(),
            double.Parse(score.Groups[2].Value, CultureInfo.InvariantCulture),
            0.06
        );
        Assert.Contains("not a medical device", result.Output);
    }

    [GeneratedRegex(@"(\d+) labelled images: accuracy ([\d.]+)")]
    private static partial Regex Score();
}
