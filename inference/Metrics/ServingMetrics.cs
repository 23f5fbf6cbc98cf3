using System.Diagnostics.Metrics;

namespace Platform.Inference.Metrics;

/// <summary>Why a request failed, in the words of Triton's <c>nv_inference_request_failure</c>.</summary>
public enum FailureReason
{
    Rejected,
    Canceled,
    Backend,
    Other,
}

/// <summary>Where the time of one request went, microseconds.</summary>
/// <param name="Input">decoding and resizing</param>
/// <param name="Output">from the batch's end to the answer</param>
public readonly record struct RequestTimes(long Total, long Queue, long Input, long Infer, long Output);

/// <summary>
/// The instruments of the server: Triton's names and meanings (NVIDIA Triton user guide, "Metrics") for what Triton
/// has, so that existing boards read them, and <c>lesion_</c> for the rest. Times are sums in microseconds.
/// </summary>
public sealed class ServingMetrics : IDisposable
{
    public const string MeterName = "Lesion.Serving";

    readonly Meter meter = new(MeterName);
    readonly Counter<long> success,
        failure,
        rows,
        executions,
        duration,
        queue,
        input,
        infer,
        output,
        rejections,
        classes,
        loads;
    readonly UpDownCounter<long> pending;
    readonly Histogram<int> batchSize;

    /// <summary>The counts behind the page's view of the server.</summary>
    public ServingTotals Totals { get; } = new();
    readonly ClassMixes mixes = new();

    public ServingMetrics()
    {
        success = meter.CreateCounter<long>("nv_inference_request_success", null, "Answered requests");
        failure = meter.CreateCounter<long>("nv_inference_request_failure", null, "Failed requests, by reason");
        rows = meter.CreateCounter<long>("nv_inference_count", null, "Images that went through a model");
        executions = meter.CreateCounter<long>("nv_inference_exec_count", null, "Batches that went through a model");
        duration = meter.CreateCounter<long>("nv_inference_request_duration_us", null, "Sum of whole requests");
        queue = meter.CreateCounter<long>("nv_inference_queue_duration_us", null, "Sum of the time in the queue");
        input = meter.CreateCounter<long>(
            "nv_inference_compute_input_duration_us",
            null,
            "Sum of decoding and resizing"
        );
        infer = meter.CreateCounter<long>("nv_inference_compute_infer_duration_us", null, "Sum of running the model");
        output = meter.CreateCounter<long>("nv_inference_compute_output_duration_us", null, "Sum of making the answer");
        pending = meter.CreateUpDownCounter<long>(
            "nv_inference_pending_request_count",
            null,
            "Requests that wait for a model"
        );
        rejections = meter.CreateCounter<long>(
            "lesion_rejections_total",
            null,
            "Calls refused before any work, by reason"
        );
        classes = meter.CreateCounter<long>(
            "lesion_predicted_class_total",
            null,
            "Answers by their most probable class"
        );
        loads = meter.CreateCounter<long>("lesion_bundle_loads_total", null, "Bundles loaded or refused");
        batchSize = meter.CreateHistogram(
            "lesion_batch_size",
            null,
            "Images of a batch",
            null,
            new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64] }
        );
        meter.CreateObservableGauge(
            "lesion_class_drift",
            () => mixes.Drifts().Select(d => new Measurement<double>(d.Bits, Labels(d.Model, d.Version))),
            null,
            "Jensen-Shannon divergence, in bits, of the latest predicted classes from the first ones of the bundle"
        );
        meter.CreateObservableGauge(
            "nv_cpu_utilization",
            ProcessUsage.CpuUtilization,
            null,
            "Share of this process's processors in use since the last reading, 0 to 1"
        );
        meter.CreateObservableGauge(
            "nv_cpu_memory_total_bytes",
            ProcessUsage.MemoryTotal,
            null,
            "Memory that this process may use"
        );
        meter.CreateObservableGauge(
            "nv_cpu_memory_used_bytes",
            ProcessUsage.MemoryUsed,
            null,
            "Memory that this process uses"
        );
    }

    /// <summary>
    /// A request entered a model's queue; <see cref="Dequeued"/> when it left, whatever became of it.
    /// </summary>
    public void Queued(string model, string version) => Pend(1, model, version);

    public void Dequeued(string model, string version) => Pend(-1, model, version);

    /// <summary>A request was answered.</summary>
    public void RequestSucceeded(string model, string version, RequestTimes times)
    {
        var labels = Labels(model, version);
        success.Add(1, labels);
        duration.Add(times.Total, labels);
        queue.Add(times.Queue, labels);
        input.Add(times.Input, labels);
        infer.Add(times.Infer, labels);
        output.Add(times.Output, labels);
        Totals.Succeeded(times);
    }

    /// <summary>A request for a model failed.</summary>
    public void RequestFailed(string model, string version, FailureReason reason)
    {
        failure.Add(1, [.. Labels(model, version), new("reason", reason.ToString().ToUpperInvariant())]);
        Totals.Failed();
    }

    /// <summary>One batch went through a model.</summary>
    public void Batch(string model, string version, int size)
    {
        var labels = Labels(model, version);
        rows.Add(size, labels);
        executions.Add(1, labels);
        batchSize.Record(size, labels);
        Totals.Ran(size);
    }

    /// <summary>The most probable class of an answer.</summary>
    public void Predicted(string model, string version, string code)
    {
        classes.Add(1, [.. Labels(model, version), new("class", code)]);
        mixes.Add(model, version, code);
    }

    /// <summary>
    /// A call was refused before any work: <c>unauthenticated</c>, <c>scope</c>, <c>rate</c>, <c>queue_full</c>,
    /// <c>bad_image</c>, <c>message</c>; or a connection was refused or closed to make room: <c>connections</c>.
    /// </summary>
    public void Rejected(string reason)
    {
        rejections.Add(1, new KeyValuePair<string, object?>("reason", reason));
        Totals.Refused();
    }

    public void BundleLoaded(string model, string version) =>
        loads.Add(1, [.. Labels(model, version), new("outcome", "loaded")]);

    /// <summary>A new version failed a check and the old one goes on.</summary>
    public void BundleRefused(string model, string version) =>
        loads.Add(1, [.. Labels(model, version), new("outcome", "refused")]);

    public void Dispose() => meter.Dispose();

    void Pend(int change, string model, string version)
    {
        pending.Add(change, Labels(model, version));
        Totals.Pend(change);
    }

    static KeyValuePair<string, object?>[] Labels(string model, string version) =>
        [new("model", model), new("version", version)];
}
