using Google.Protobuf;
using Grpc.Core;

namespace Platform.Inference.Wire;

/// <summary>Counts the fields of each message before it is read.</summary>
/// <remarks>
/// The library reads messages by the methods that a service's generated code hands to its binder, and calls the
/// service's own methods by their names: so this stands between the two, and a service states its binder instead of a
/// base class.
/// </remarks>
sealed class BoundedMessages(ServiceBinderBase inner) : ServiceBinderBase
{
    /// <summary>A batch of images has a few dozen, and numbers that are typed are packed into one.</summary>
    const int MostFields = 1 << 16;

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        UnaryServerMethod<TRequest, TResponse>? handler
    ) => inner.AddMethod(Bounded(method), handler);

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        ClientStreamingServerMethod<TRequest, TResponse>? handler
    ) => inner.AddMethod(Bounded(method), handler);

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        ServerStreamingServerMethod<TRequest, TResponse>? handler
    ) => inner.AddMethod(Bounded(method), handler);

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        DuplexStreamingServerMethod<TRequest, TResponse>? handler
    ) => inner.AddMethod(Bounded(method), handler);

    static Method<TRequest, TResponse> Bounded<TRequest, TResponse>(Method<TRequest, TResponse> method)
        where TRequest : class
        where TResponse : class
    {
        var type = ((IMessage)Activator.CreateInstance<TRequest>()).Descriptor;
        var request = method.RequestMarshaller;
        var bounded = new Marshaller<TRequest>(
            request.ContextualSerializer,
            context =>
            {
                if (!new WireFields(MostFields).Fit(context.PayloadAsReadOnlySequence(), type))
                    throw new RpcException(
                        new(
                            StatusCode.InvalidArgument,
                            $"a message of more than {MostFields:N0} fields; pack repeated numbers, as proto3 does"
                        )
                    );
                return request.ContextualDeserializer(context);
            }
        );
        return new(method.Type, method.ServiceName, method.Name, bounded, method.ResponseMarshaller);
    }
}
