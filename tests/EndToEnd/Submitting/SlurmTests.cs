using System.Text;
using Platform.Shared.Sets;

namespace Platform.EndToEnd.Tests.Submitting;

/// <summary>Arrays on a real Slurm, brought up for the test.</summary>
public sealed class SlurmTests(ITestOutputHelper report) : IDisposable
{
    const int Tasks = 8,
        Shards = 96,
        Victim = 3;
    readonly TinySets sets = new();

    public void Dispose() => sets.Dispose();

    [Fact]
    public async Task Array_WithATaskKilledAndRequeued_DrawsTheSetOfOneProcess()
    {
        Assert.SkipWhen(SlurmCluster.Missing() is not null, $"did not run: {SlurmCluster.Missing()}");
        string[] sample =
        [
            "sample",
            sets.Bundle,
            "--count",
            "48000",
            "--seed",
            "3",
            "--shard-size",
            "500",
            "--batch",
            "1",
        ];
        using var cluster = await SlurmCluster.StartAsync();
        using var last = ShardClaim.Try(
            Path.Combine(sets["many"], ShardStore.ClaimFolder, $"{Shards - Tasks + Victim:D6}")
        ); // the victim's last shard: it cannot end before it is killed
        Assert.NotNull(last);
        var job = await SubmitAsync(
            cluster,
            ["--tasks", $"{Tasks}", "--name", "sample"],
            ["inference", .. sample, "--out", sets["many"]]
        );
        report.WriteLine($"job {job}, {Tasks} tasks");

        await SlurmCluster.UntilAsync(
            "the victim's first shard",
            () => Task.FromResult(File.Exists(Path.Combine(sets["many"], "shards", $"{Victim:D6}.json")))
        );
        KillTask(job, Victim);
        await cluster.UntilStateAsync($"{job}_{Victim}", "FAILED");
        last.Dispose();
        var left = Directory.GetFiles(sets["many"], "*.tar").Length;
        Assert.InRange(left, 1, Shards - 1);
        Assert.False(File.Exists(Path.Combine(sets["many"], "dataset.json")));
        report.WriteLine(
            $"task {Victim} killed with {left} of {Shards} shards there: "
                + $"{string.Join(' ', await cluster.StatesAsync(job))}"
        );

        await cluster.RunAsync("scontrol", "requeue", $"{job}_{Victim}");
        // else Slurm lets a requeued task rest for two minutes
        await cluster.RunAsync("scontrol", "update", $"JobId={job}_{Victim}", "StartTime=now");
        var after = await SubmitAsync(
            cluster,
            ["--tasks", "1", "--name", "verify", "--dependency", $"afterany:{job}"],
            ["inference", "verify", sets["many"]]
        );
        await cluster.UntilStateAsync(after, "COMPLETED");
        report.WriteLine(
            $"all done: {string.Join(' ', await cluster.StatesAsync(job))}; job {after}, after it: "
                + $"{string.Join(' ', await cluster.StatesAsync(after))}"
        );

        var one = await Command.Inference([.. sample, "--out", sets["one"]]);
        Assert.True(one.ExitCode == 0, one.Error);
        Assert.Equal(sets.Tree("one"), sets.Tree("many"));
        report.WriteLine($"{sets.Tree("one").Count} files equal those of one process");
    }

    /// <summary>The cells of Table I as small as it goes, on one work folder, then the report.</summary>
    [Fact]
    public async Task Array_OfAnExperimentsCells_ThenItsReport()
    {
        Assert.SkipWhen(SlurmCluster.Missing() is not null, $"did not run: {SlurmCluster.Missing()}");
        string[] experiment =
        [
            "training",
            "experiment",
            "table1",
            "--preset",
            "smoke",
            "--dataset",
            "phantom",
            "--photographs",
            "80",
            "--steps",
            "2",
            "--threads",
            "1",
            "--set",
            "ssl.batch-size=8",
            "--work",
            sets["work"],
        ];
        using var cluster = await SlurmCluster.StartAsync();
        var cells = await SubmitAsync(
            cluster,
            ["--tasks", "3", "--parallel", "2", "--name", "cells"],
            [.. experiment, "--cell", "{index}"]
        );
        var reported = await SubmitAsync(
            cluster,
            ["--tasks", "1", "--name", "report", "--dependency", $"afterok:{cells}"],
            [.. experiment, "--report"]
        );
        await cluster.UntilStateAsync(reported, "COMPLETED");
        report.WriteLine(
            $"cells {string.Join(' ', await cluster.StatesAsync(cells))}, then report "
                + $"{string.Join(' ', await cluster.StatesAsync(reported))}"
        );
        Assert.Contains(
            "3 of 3 cells run",
            File.ReadAllText(Path.Combine(sets["work"], "reports", "table1-phantom-smoke", "report.md"))
        );
    }

    async Task<string> SubmitAsync(SlurmCluster cluster, string[] options, string[] command)
    {
        var result = await Command.RunAsync(
            "Platform.Tools",
            ["submit", "--engine", "slurm", "--folder", sets["jobs"], .. options, "--", .. command],
            ("SLURM_CONF", cluster.Configuration)
        );
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output.Split('\n').Single(l => l.StartsWith("job "))["job ".Length..];
    }

    /// <summary>SIGKILL to the process that Slurm runs a task in.</summary>
    static void KillTask(string job, int task)
    {
        string[] wanted = [$"SLURM_ARRAY_JOB_ID={job}", $"SLURM_ARRAY_TASK_ID={task}"];
        Assert
            .Single(
                System.Diagnostics.Process.GetProcessesByName("dotnet"),
                p => Variables(p.Id).Intersect(wanted).Count() == wanted.Length
            )
            .Kill();
    }

    static string[] Variables(int process)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{process}/environ")).Split('\0');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
