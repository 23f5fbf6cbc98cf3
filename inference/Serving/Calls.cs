using Platform.Inference.Repository;
using Platform.Inference.Security;

namespace Platform.Inference.Serving;

/// <summary>What callers reach: the services, health and reflection.</summary>
static class Calls
{
    public static void AddModels(this IServiceCollection services, string models)
    {
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<ModelRepository>(s, models));
        services.AddHostedService(s => ActivatorUtilities.CreateInstance<RepositoryWatcher>(s, models));
    }

    public static void AddCalls(this IServiceCollection services, ServeOptions options)
    {
        services.AddSingleton(new WorkSlots(options.Concurrency));
        services.AddSingleton<ServingHealth>();
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = options.MaxMessageBytes;
            grpc.Interceptors.Add<CallLimits>();
            grpc.Interceptors.Add<InputErrors>();
        });
        if (options.Reflection) services.AddGrpcReflection();
    }

    public static void MapCalls(this WebApplication app, ServeOptions options)
    {
        app.MapGrpcService<LesionService>();
        app.MapGrpcService<ServingHealth>();
        if (options.Reflection) app.MapGrpcReflectionService();
    }
}
