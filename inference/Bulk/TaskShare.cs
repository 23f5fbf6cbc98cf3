using System.Globalization;
using Platform.Shared;

namespace Platform.Inference.Bulk;

/// <summary>Which part of the shards this process draws: number i, from 1, of n.</summary>
public sealed record TaskShare(long Number, long Count)
{
    /// <summary>
    /// From --shard, else from the array of Slurm or the indexed Job of Kubernetes that this process is part of, else
    /// all.
    /// </summary>
    /// <remarks>
    /// slurm.schedmd.com/job_array.html; kubernetes.io/docs/tasks/job/indexed-parallel-processing-static. Kubernetes
    /// does not tell a pod the number of completions: the manifest sets JOB_COMPLETIONS.
    /// </remarks>
    public static TaskShare Of(string? option, Func<string, string?> environment)
    {
        if (option is not null)
            return
                option.Split('/') is [var i, var n]
                && Whole(i) is { } number
                && Whole(n) is { } count
                && number >= 1
                && number <= count
                ? new(number, count)
                : throw new InputException($"--shard {option}: write it as i/n, such as 1/8 for the first of eight");
        if (environment("SLURM_ARRAY_TASK_ID") is not null)
        {
            var (id, count) = (Required("SLURM_ARRAY_TASK_ID"), Required("SLURM_ARRAY_TASK_COUNT"));
            var (first, step) = (Optional("SLURM_ARRAY_TASK_MIN", 0), Optional("SLURM_ARRAY_TASK_STEP", 1));
            var place = (id - first) / Math.Max(1, step);
            return (id - first) % Math.Max(1, step) == 0 && place >= 0 && place < count
                ? new(place + 1, count)
                : throw new InputException(
                    $"SLURM_ARRAY_TASK_ID {id}: not one of {count} tasks from {first} on in steps of {step}; use an "
                        + $"array such as 0-7, or give --shard i/n"
                );
        }
        if (environment("JOB_COMPLETION_INDEX") is not null)
        {
            var (index, count) = (Required("JOB_COMPLETION_INDEX"), Required("JOB_COMPLETIONS"));
            return index >= 0 && index < count
                ? new(index + 1, count)
                : throw new InputException($"JOB_COMPLETION_INDEX {index}: not below JOB_COMPLETIONS {count}");
        }
        return new(1, 1);

        long Required(string name) =>
            environment(name) is { } text
                ? Whole(text) ?? throw new InputException($"{name} {text}: not a whole number")
                : throw new InputException(
                    $"{name}: not set, so how many tasks there are is not known; set it, or give --shard i/n"
                );
        long Optional(string name, long otherwise) =>
            environment(name) is { } text
                ? Whole(text) ?? throw new InputException($"{name} {text}: not a whole number")
                : otherwise;
    }

    static long? Whole(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
