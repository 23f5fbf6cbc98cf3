using Microsoft.AspNetCore.Connections;
using Platform.Inference.Batching;
using Platform.Inference.Classification;
using Platform.Inference.Description;
using Platform.Inference.Generation;
using Platform.Inference.OpenInference;
using Platform.Inference.OpenInference.Rest;
using Platform.Inference.Page;
using Platform.Inference.Readiness;
using Platform.Inference.Repository;
using Platform.Inference.Security;
using Platform.Inference.Wire;

namespace Platform.Inference.Serving;

/// <summary>What is served and what callers reach: the services, their JSON, health and reflection.</summary>
static class Calls
{
    public static void AddModels(this IServiceCollection services, string models, ServeOptions options)
    {
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<ModelRepository>(s, models));
        services.AddHostedService(s => ActivatorUtilities.CreateInstance<RepositoryWatcher>(s, models));
        services.AddSingleton(options.Repository).AddSingleton(options.Batching).AddSingleton(options.Admission);
        services.AddSingleton(options.Classification).AddSingleton(options.Generation);
        services.AddSingleton(new Admission(options.Admission.MaxQueueSize));
        services.AddSingleton<ClassificationPipeline>();
        services.AddSingleton<GenerationPipeline>();
    }

    public static void AddCalls(this IServiceCollection services, ServeOptions options)
    {
        services.AddSingleton<IMemoryPoolFactory<byte>, ConnectionBuffers>();
        if (options.OwnsProcess)
            services.AddHostedService<IdleMemory>();
        services.AddSingleton<CallLog>();
        services.AddSingleton<ServingHealth>();
        services.AddSingleton<IInferenceModel, ClassifierModel>();
        services.AddSingleton<IInferenceModel, GeneratorModel>();
        services.AddSingleton<InferenceModels>();
        services.AddSingleton(options.Protocol).AddSingleton<ModelConfigs>();
        services.AddSingleton<InferenceProtocol>();
        services.AddRestTransfer();
        var grpc = services.AddGrpc(grpc =>
        {
            grpc.LimitMessages(options.Classification.MaxMessageBytes);
            grpc.MaxSendMessageSize = options.Protocol.MaxAnswerBytes;
            grpc.IgnoreUnknownServices = true; // HttpAnswers names what is not there
            grpc.Interceptors.Add<CallInterceptor>();
        });
        grpc.AddJsonTranscoding(json => json.JsonSettings.WriteInt64sAsStrings = false);
        grpc.LimitReflection();
        if (options.Reflection)
            services.AddGrpcReflection();
    }

    public static void MapCalls(this WebApplication app, ServeOptions options)
    {
        var calls = app.On(ListenerRole.Calls);
        calls.MapGrpcService<LesionService>();
        calls.MapGrpcService<InferenceService>();
        app.On(ListenerRole.Calls, ListenerRole.Health)
            .MapGrpcService<ServingHealth>()
            .WithMetadata(new HealthMessagesAttribute(), new OpenToEverybodyAttribute());
        if (options.Reflection)
            calls.MapGrpcReflectionService().WithMetadata(new ShortMessagesAttribute(), new AnyScopeAttribute());
        if (options.Ports.HttpPort is null)
            return;
        calls.MapRest();
        calls.MapOpenApi();
        calls.MapPage();
        calls.MapState();
    }
}
