using Grpc.Core;
using Platform.Inference.Wire;
using Platform.Protos;

namespace Platform.Inference.Serving;

/// <summary>The service lesion.v1.Lesion, as its generated code binds it.</summary>
static class BoundedLesion
{
    /// <summary>For those who describe services: transcoding and reflection.</summary>
    public static Google.Protobuf.Reflection.ServiceDescriptor Descriptor => Lesion.Descriptor;

    public static void BindService(ServiceBinderBase binder, LesionService? _) =>
        Lesion.BindService(new BoundedMessages(binder), null!);
}
