using Platform.Inference.Metrics;
using Platform.Protos.OpenInference;

namespace Platform.Inference.OpenInference;

/// <summary>A model's statistics as the protocol's message: microseconds become nanoseconds.</summary>
static class StatisticsMessages
{
    public static ModelStatistics Of(ModelCounters.Snapshot s) =>
        new()
        {
            Name = s.Model,
            Version = s.Version,
            LastInference = (ulong)s.LastMs,
            InferenceCount = (ulong)s.Images,
            ExecutionCount = (ulong)s.Batches.Values.Sum(b => b.Count),
            InferenceStats = new()
            {
                Success = Duration(s.Succeeded, s.Times.Total),
                Fail = Duration(s.Failed, s.FailedUs),
                Queue = Duration(s.Succeeded, s.Times.Queue),
                ComputeInput = Duration(s.Succeeded, s.Times.Input),
                ComputeInfer = Duration(s.Succeeded, s.Times.Infer),
                ComputeOutput = Duration(s.Succeeded, s.Times.Output),
                CacheHit = new(),
                CacheMiss = new(),
            },
            BatchStats =
            {
                s.Batches.Select(b => new InferBatchStatistics
                {
                    BatchSize = (ulong)b.Key,
                    ComputeInfer = Duration(b.Value.Count, b.Value.InferUs),
                }),
            },
        };

    static StatisticDuration Duration(long count, long us) => new() { Count = (ulong)count, Ns = (ulong)us * 1000 };
}
