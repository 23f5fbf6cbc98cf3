using Grpc.Core;

namespace Platform.Inference.OpenInference;

/// <summary>What clients of Triton may ask for and is not done here, each with what to do instead.</summary>
static class Unsupported
{
    public static RpcException SharedMemory =>
        Error("this server shares no memory with its callers; send and receive tensors in the messages");

    public static RpcException Trace => Error("calls are traced by OpenTelemetry alone: start the server with --otlp");

    public static RpcException Log => Error("the log is set when the server starts: see inference serve --help");

    static RpcException Error(string what) => new(new(StatusCode.Unimplemented, what));
}
