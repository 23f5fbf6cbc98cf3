using System.Diagnostics.Metrics;
using Platform.Inference.Metrics;

namespace Platform.Inference.Tests.Metrics;

public class ServingMetricsTests
{
    [Fact]
    public void Instruments_CountUnderTritonsNames()
    {
        var model = $"{Guid.NewGuid()}"; // other tests have meters of the same name
        var seen = new Dictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (i, l) =>
            {
                if (i.Meter.Name == ServingMetrics.MeterName)
                    l.EnableMeasurementEvents(i);
            },
        };
        void Take(Instrument i, double value, ReadOnlySpan<KeyValuePair<string, object?>> labels)
        {
            var own = false;
            var reason = "";
            foreach (var label in labels)
            {
                own |= (label.Key, label.Value) == ("model", model);
                if (label.Key is "reason" or "class" or "outcome")
                    reason = $"{{{label.Value}}}";
            }
            if (own)
                lock (seen)
                    seen[i.Name + reason] = seen.GetValueOrDefault(i.Name + reason) + value;
        }
        listener.SetMeasurementEventCallback<long>((i, v, l, _) => Take(i, v, l));
        listener.SetMeasurementEventCallback<int>((i, v, l, _) => Take(i, v, l));
        listener.SetMeasurementEventCallback<double>((i, v, l, _) => Take(i, v, l));
        listener.Start();

        using var metrics = new ServingMetrics();
        metrics.Queued(model, "1.0.0");
        metrics.Queued(model, "1.0.0");
        metrics.Dequeued(model, "1.0.0");
        metrics.Batch(model, "1.0.0", 3);
        metrics.Batch(model, "1.0.0", 2);
        metrics.RequestSucceeded(model, "1.0.0", new(100, 40, 30, 20, 10));
        metrics.RequestFailed(model, "1.0.0", FailureReason.Canceled);
        metrics.Predicted(model, "1.0.0", "mel");
        metrics.BundleRefused(model, "1.0.1");

        Assert.Equal(
            new SortedDictionary<string, double>
            {
                ["nv_inference_pending_request_count"] = 1,
                ["nv_inference_count"] = 5,
                ["nv_inference_exec_count"] = 2,
                ["lesion_batch_size"] = 5,
                ["nv_inference_request_success"] = 1,
                ["nv_inference_request_duration_us"] = 100,
                ["nv_inference_queue_duration_us"] = 40,
                ["nv_inference_compute_input_duration_us"] = 30,
                ["nv_inference_compute_infer_duration_us"] = 20,
                ["nv_inference_compute_output_duration_us"] = 10,
                ["nv_inference_request_failure{CANCELED}"] = 1,
                ["lesion_predicted_class_total{mel}"] = 1,
                ["lesion_bundle_loads_total{refused}"] = 1,
            },
            new SortedDictionary<string, double>(seen)
        );
        Assert.Equal(new(1, 1, 0, 5, 2, 1, 100, 40), metrics.Totals.Read());
    }
}
