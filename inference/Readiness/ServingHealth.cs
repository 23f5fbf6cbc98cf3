using Grpc.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Platform.Inference.Repository;
using Platform.Inference.Security;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Platform.Inference.Readiness;

/// <summary>grpc.health.v1 for the whole server (""), each service and each bundle by its name.</summary>
public sealed class ServingHealth : HealthServiceImpl
{
    public static readonly IReadOnlyList<string> Services = ["", "lesion.v1.Lesion", "inference.GRPCInferenceService"];

    /// <summary>Always serving: whether the process answers at all, for who would restart it if it did not.</summary>
    public const string Live = "live";
    readonly ModelRepository repository;
    readonly CancellationToken stopping;
    readonly ServerCertificate? certificate;
    readonly HashSet<string> known = [];
    readonly Lock gate = new();

    public ServingHealth(
        ModelRepository repository,
        IHostApplicationLifetime lifetime,
        ServerCertificate? certificate = null
    )
    {
        (this.repository, stopping, this.certificate) = (repository, lifetime.ApplicationStopping, certificate);
        repository.Changed += _ => Update();
        stopping.Register(Update);
        SetStatus(Live, ServingStatus.Serving);
        Update();
    }

    /// <summary>
    /// Every bundle that was found has passed its checks, clients accept the certificate, and the server is not
    /// stopping.
    /// </summary>
    public bool Ready => repository.Current.Ready && certificate?.Fault() is null && !stopping.IsCancellationRequested;

    /// <summary>Ends with the server, which would otherwise wait for its watchers.</summary>
    public override Task Watch(
        HealthCheckRequest request,
        IServerStreamWriter<HealthCheckResponse> responses,
        ServerCallContext context
    ) =>
        Task.WhenAny(base.Watch(request, responses, context), Task.Delay(Timeout.Infinite, stopping))
            .Unwrap()
            .ContinueWith(_ => { }, TaskScheduler.Default);

    internal void Update()
    {
        lock (gate)
        {
            var current = repository.Current;
            foreach (var service in Services)
                Set(service, Ready);
            known.UnionWith(current.Bundles.Select(b => b.Name).Concat(current.Failures.Select(f => f.Name)));
            foreach (var bundle in known)
                Set(bundle, !stopping.IsCancellationRequested && current.Bundles.Any(b => b.Name == bundle));
        }
    }

    void Set(string service, bool serving) =>
        SetStatus(service, serving ? ServingStatus.Serving : ServingStatus.NotServing);
}
