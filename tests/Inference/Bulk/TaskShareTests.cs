using Platform.Inference.Bulk;
using Platform.Shared;
using Platform.Shared.Sets;

namespace Platform.Inference.Tests.Bulk;

public class TaskShareTests
{
    static TaskShare Of(string? option, params string[] environment) =>
        TaskShare.Of(option, name => environment.Select(e => e.Split('=')).FirstOrDefault(e => e[0] == name)?[1]);

    [Fact]
    public void Of_NothingGiven_IsAll() => Assert.Equal(new TaskShare(1, 1), Of(null));

    [Fact]
    public void Of_TheOption_GoesBeforeTheEnvironment() =>
        Assert.Equal(new TaskShare(2, 3), Of("2/3", "SLURM_ARRAY_TASK_ID=7", "SLURM_ARRAY_TASK_COUNT=8"));

    [Theory]
    [InlineData(8, 8, "SLURM_ARRAY_TASK_ID=7", "SLURM_ARRAY_TASK_COUNT=8", "SLURM_ARRAY_TASK_MIN=0")]
    [InlineData(1, 8, "SLURM_ARRAY_TASK_ID=1", "SLURM_ARRAY_TASK_COUNT=8", "SLURM_ARRAY_TASK_MIN=1")]
    [InlineData(
        3,
        3,
        "SLURM_ARRAY_TASK_ID=9",
        "SLURM_ARRAY_TASK_COUNT=3",
        "SLURM_ARRAY_TASK_MIN=5",
        "SLURM_ARRAY_TASK_STEP=2"
    )]
    [InlineData(3, 5, "JOB_COMPLETION_INDEX=2", "JOB_COMPLETIONS=5")]
    public void Of_AnArray_IsItsTask(long number, long count, params string[] environment) =>
        Assert.Equal(new TaskShare(number, count), Of(null, environment));

    [Theory]
    [InlineData("--shard", "0/8")]
    [InlineData("--shard", "9/8")]
    [InlineData("--shard", "eight")]
    [InlineData("JOB_COMPLETIONS", null, "JOB_COMPLETION_INDEX=2")]
    [InlineData(
        "SLURM_ARRAY_TASK_ID 6",
        null,
        "SLURM_ARRAY_TASK_ID=6",
        "SLURM_ARRAY_TASK_COUNT=3",
        "SLURM_ARRAY_TASK_MIN=5",
        "SLURM_ARRAY_TASK_STEP=2"
    )]
    public void Of_Nonsense_NamesIt(string named, string? option, params string[] environment) =>
        Assert.StartsWith(named, Assert.Throws<InputException>(() => Of(option, environment)).Message);

    [Theory]
    [InlineData(50, 4, 8)]
    [InlineData(3, 1000, 8)]
    public void Plan_PartsMakeTheWhole(long count, int size, long parts)
    {
        var plan = new ShardPlan(7, count, size);
        var union = Enumerable
            .Range(1, (int)parts)
            .SelectMany(i => plan.Part(i, parts))
            .OrderBy(s => s.Number)
            .ToArray();
        Assert.Equal(plan.All, union);
        Assert.Equal(Enumerable.Range(7, (int)count).Select(i => (long)i), union.SelectMany(s => s.Indices));
    }
}
