using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Platform.Training.Data;

namespace Platform.EndToEnd.Tests;

/// <summary>
/// A set that inference draws is what training reads, in each of its forms: audited, measured and learned from.
/// </summary>
[Collection(nameof(Quickstart))]
public sealed class SyntheticSetTests(QuickstartFixture quickstart)
{
    [Theory]
    [InlineData("folder")]
    [InlineData("webdataset")]
    [InlineData("packed")]
    [InlineData("generate")]
    public async Task Set_OfEachFormat_IsAudited_Measured_AndLearnedFrom(string format)
    {
        var (data, set) = (quickstart["data"], quickstart[$"set-{format}"]);
        string[] wanted = ["--count", "64", "--seed", "5", "--shard-size", "40", "--out", set];
        await Run(
            0,
            format == "generate"
                ? Command.Training(["generate", "--gan", quickstart["gan"], .. wanted])
                : Command.Inference(["sample", quickstart.Bundle, "--format", format, .. wanted])
        );
        await Run(0, Command.Inference("verify", set));
        if (format == "packed")
            Assert.Equal(24, DataFolder.Open(Path.Combine(set, "000001")).Rows.Count);

        var audit = await Command.Training("audit", set, "--against", data, "--out", $"{set}-audit");
        Assert.True(audit.ExitCode == 0 || audit.Output.Contains("FAILED: "), audit.Error);
        var found = JsonNode.Parse(File.ReadAllText(Path.Combine($"{set}-audit", "audit.json")))!;
        var generator = File.ReadAllBytes(Path.Combine(quickstart.Bundle, "generator.onnx"));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(generator)), (string?)found["generator_sha256"]);
        Assert.Equal(64, (int)found["synthetic_images"]!);

        string[] brief = ["ssl", "--method", "simclr", "--preset", "smoke", "--data", data, "--steps", "2"];
        await Run(0, Command.Training([.. brief, "--synthetic", set, "--out", $"{set}-encoder"]));
        await Run(0, Command.Training([.. brief, "--out", $"{set}-reference"]));
        await Run(
            0,
            Command.Training(
                "metrics",
                "--synthetic",
                set,
                "--data",
                data,
                "--encoder",
                $"{set}-reference",
                "--out",
                $"{set}-metrics"
            )
        );
        var measured = JsonNode.Parse(File.ReadAllText(Path.Combine($"{set}-metrics", "metrics.json")))!;
        Assert.Equal(64, (int)measured["synthetic"]!["images"]!);

        if (format is "folder" or "generate")
            return;
        var removed = await Command.Training("audit", set, "--against", data, "--out", $"{set}-again", "--remove");
        Assert.Contains($"--remove: the images of {set} lie in shards", Assert.Single(removed.Complaints));
    }

    static async Task Run(int expected, Task<Command.Result> command)
    {
        var result = await command;
        Assert.True(result.ExitCode == expected, result.Error);
    }
}
