namespace Platform.Inference.Serving;

/// <param name="Grpc">such as http://127.0.0.1:50051</param>
/// <param name="Http">of the JSON calls and the page; null where that port is not open</param>
public sealed record ServerAddresses(string Grpc, string? Http);
