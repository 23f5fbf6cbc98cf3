using System.Net;
using Grpc.Core;
using Platform.Inference.Metrics;
using Platform.Inference.Security;

namespace Platform.Inference.Tests.Security;

public class MetricsEndpointTests(TinyBundleFixture fixture)
{
    [Fact]
    public async Task Metrics_CarryTritonsNames()
    {
        await using var server = await SecuredServer.StartAsync(fixture, new SecurityOptions { MetricsPort = 0 });
        var metrics = server.Service<ServingMetrics>();
        var model = $"m{Guid.NewGuid():N}";
        metrics.RequestSucceeded(model, "1.0.0", new(100, 40, 30, 20, 10));
        metrics.RequestFailed(model, "1.0.0", FailureReason.Rejected);
        metrics.Batch(model, "1.0.0", 3);
        metrics.Queued(model, "1.0.0");
        metrics.Predicted(model, "1.0.0", "mel");

        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add(
            "Accept",
            "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5"
        ); // as Prometheus asks
        string[] lines = (await client.GetStringAsync($"{server.Addresses[1]}/metrics")).Split('\n');
        string Value(string name, string more = "") =>
            Assert
                .Single(lines, l => l.StartsWith($"{name}{{") && l.Contains($"model=\"{model}\"") && l.Contains(more))
                .Split(' ')[1];
        Assert.Equal("1", Value("nv_inference_request_success"));
        Assert.Equal("1", Value("nv_inference_request_failure", "reason=\"REJECTED\""));
        Assert.Equal("3", Value("nv_inference_count", "version=\"1.0.0\""));
        Assert.Equal("1", Value("nv_inference_exec_count"));
        Assert.Equal("40", Value("nv_inference_queue_duration_us"));
        Assert.Equal("20", Value("nv_inference_compute_infer_duration_us"));
        Assert.Equal("1", Value("nv_inference_pending_request_count"));
        Assert.Equal("1", Value("lesion_predicted_class_total", "class=\"mel\""));
        Assert.Equal("0", Value("lesion_batch_size_bucket", "le=\"2\""));
        Assert.Equal("1", Value("lesion_batch_size_bucket", "le=\"4\""));
        Assert.Contains(
            lines,
            l => l.StartsWith("nv_cpu_memory_used_bytes{}") && double.Parse(l.Split(' ')[1]) > 1 << 20
        );
        Assert.Contains("# TYPE nv_inference_request_success counter", lines);
        Assert.Contains("# TYPE nv_inference_pending_request_count gauge", lines);
    }

    [Fact]
    public async Task EachPort_KeepsToItsRole()
    {
        await using var server = await SecuredServer.StartAsync(fixture, new SecurityOptions { MetricsPort = 0 });
        using var http2 = new HttpClient
        {
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        string[] paths =
        [
            "/metrics",
            "/metrics/",
            "/metrics/.",
            "/METRICS",
            "/x/../metrics",
            "/metrics?x",
            "/%6Detrics",
        ];
        foreach (var path in paths)
        {
            var asWritten = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
            var address = new Uri(server.Addresses[0] + path, asWritten);
            Assert.Equal(HttpStatusCode.NotFound, (await http2.GetAsync(address)).StatusCode);
        }
        using var http1 = new HttpClient();
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await http1.GetAsync($"{server.Addresses[1]}/lesion.v1.Lesion/Classify")).StatusCode
        );
        using var channel = server.Open();
        Assert.Equal(StatusCode.OK, (await SecuredServer.ClassifyAsync(channel)).StatusCode);
    }
}
