using Grpc.Core;
using Platform.Inference.Wire;
using Platform.Protos.OpenInference;

namespace Platform.Inference.OpenInference;

/// <summary>The service inference.GRPCInferenceService, as its generated code binds it.</summary>
static class BoundedInference
{
    /// <summary>For those who describe services: transcoding and reflection.</summary>
    public static Google.Protobuf.Reflection.ServiceDescriptor Descriptor => GRPCInferenceService.Descriptor;

    public static void BindService(ServiceBinderBase binder, InferenceService? _) =>
        GRPCInferenceService.BindService(new BoundedMessages(binder), null!);
}
