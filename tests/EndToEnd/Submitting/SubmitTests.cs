namespace Platform.EndToEnd.Tests.Submitting;

public sealed class SubmitTests : IDisposable
{
    readonly TinySets sets = new();

    public void Dispose() => sets.Dispose();

    [Fact]
    public async Task Submit_Local_DrawsTheSetOfOneProcess()
    {
        string[] sample = ["sample", sets.Bundle, "--count", "200", "--seed", "3", "--shard-size", "20"];
        var one = await Command.Inference([.. sample, "--out", sets["one"]]);
        Assert.True(one.ExitCode == 0, one.Error);
        var many = await Command.Tools([
            "submit",
            "--engine",
            "local",
            "--tasks",
            "3",
            "--folder",
            sets["jobs"],
            "--",
            "inference",
            .. sample,
            "--out",
            sets["many"],
        ]);
        Assert.True(many.ExitCode == 0, many.Error);
        Assert.Equal(sets.Tree("one"), sets.Tree("many"));
        Assert.Equal(3, Directory.GetFiles(sets["jobs"], "*.log").Length);
    }

    [Fact]
    public async Task Submit_Local_NamesTheTaskThatFailed()
    {
        var result = await Command.Tools(
            "submit",
            "--engine",
            "local",
            "--tasks",
            "2",
            "--folder",
            sets["jobs"],
            "--",
            "inference",
            "verify",
            sets["none-{index}"]
        );
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("2 of 2 tasks failed, the first: task 0: ", Assert.Single(result.Complaints));
        Assert.Contains("none-1", File.ReadAllText(Path.Combine(sets["jobs"], "lesion-1.log")));
    }

    [Fact]
    public async Task Submit_Slurm_WritesAScriptThatAShellReads()
    {
        var result = await Command.Tools(
            "submit",
            "--engine",
            "slurm",
            "--dry-run",
            "--tasks",
            "8",
            "--parallel",
            "4",
            "--cpus",
            "2",
            "--name",
            "cells",
            "--dependency",
            "afterok:17",
            "--sbatch=--time=1:00:00",
            "--folder",
            sets["jobs"],
            "--",
            "training",
            "experiment",
            "it's",
            "--cell",
            "{index}",
            "--of",
            "{tasks}"
        );
        Assert.True(result.ExitCode == 0, result.Error);
        var script = File.ReadAllLines(Path.Combine(sets["jobs"], "cells.sbatch"));
        foreach (
            var line in new[]
            {
                "--job-name=cells",
                "--array=0-7%4",
                "--cpus-per-task=2",
                "--requeue",
                "--dependency=afterok:17",
                "--time=1:00:00",
            }
        )
            Assert.Contains($"#SBATCH {line}", script);
        Assert.DoesNotContain(script, l => l.StartsWith("#SBATCH") && l.Contains('@'));
        var echo = script[^1].Replace("exec ", "SLURM_ARRAY_TASK_ID=5; printf '%s\\n' ");
        using var shell = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("sh", ["-c", echo]) { RedirectStandardOutput = true }
        )!;
        var words = (await shell.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["experiment", "it's", "--cell", "5", "--of", "8"], words[^6..]);
        Assert.EndsWith("Platform.Training.dll", words[1]);
    }

    [Theory]
    [InlineData("--tasks 0", "--engine", "local", "--tasks", "0", "--", "inference", "verify", "x")]
    [InlineData("what to run", "--engine", "local", "--tasks", "1")]
    [InlineData("what to run", "--engine", "local", "--tasks", "1", "--", "rm", "-r")]
    [InlineData(
        "--dependency",
        "--engine",
        "local",
        "--tasks",
        "1",
        "--dependency",
        "afterok:1",
        "--",
        "inference",
        "verify",
        "x"
    )]
    public async Task Submit_OfNonsense_SaysWhat(string named, params string[] arguments)
    {
        var result = await Command.Tools(["submit", .. arguments]);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"error: {named}", Assert.Single(result.Complaints));
    }

    [Fact]
    public async Task BenchSample_PrintsBothSidesAndARatio()
    {
        var result = await Command.Tools("bench", "sample", sets.Bundle, "--count", "40", "--repetitions", "5");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Matches(
            @"median of 5 interleaved runs.*\n +[\d.]+ \[[\d.]+-[\d.]+\] +inference sample: .*\n"
                + @" +[\d.]+ \[[\d.]+-[\d.]+\] +ONNX Runtime alone: .*\n(.*\n)? +inference sample against "
                + @"ONNX Runtime alone: (no difference|[\d.]+ times)",
            result.Output
        );
        Assert.Matches(@"\n +([\d.]+ \[[\d.]+-[\d.]+\] +Node: |skipped: Node: .*npm ci)", result.Output);
        Assert.StartsWith(
            "error: --repetitions 2",
            Assert.Single((await Command.Tools("bench", "sample", sets.Bundle, "--repetitions", "2")).Complaints)
        );
    }
}
