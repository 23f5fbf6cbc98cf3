using Google.Protobuf;
using Grpc.Core;
using Platform.Protos;

namespace Platform.Inference.Tests.Serving;

/// <summary>What tests of the service ask and how they take a failure.</summary>
static class Requests
{
    public static ClassifyRequest Request(byte[] image, string id = "") =>
        new() { Image = ByteString.CopyFrom(image), RequestId = id };

    public static async Task<Status> FailureAsync(Func<Task> call) =>
        (await Assert.ThrowsAsync<RpcException>(call)).Status;
}
