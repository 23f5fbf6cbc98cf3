namespace Platform.Inference.Serving;

/// <param name="Grpc">such as http://127.0.0.1:50051</param>
/// <param name="Http">of the JSON calls and the page; null where that port is not open</param>
/// <param name="Metrics">null where that port is not open</param>
public sealed record ServerAddresses(string Grpc, string? Http, string? Metrics)
{
    /// <param name="all">in the order of <see cref="Listening"/></param>
    public static ServerAddresses Of(IReadOnlyList<string> all, ServeOptions options) =>
        new(
            all[0],
            options.Ports.HttpPort is null ? null : all[1],
            options.Security.MetricsPort is null ? null : all[options.Ports.HttpPort is null ? 1 : 2]
        );
}
