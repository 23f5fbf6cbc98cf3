using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.Inference.Security;

/// <summary>A certificate that clients refuse makes the server not ready.</summary>
sealed class CertificateHealth(ServerCertificate certificate) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(certificate.Fault() is { } fault ? HealthCheckResult.Unhealthy(fault) : HealthCheckResult.Healthy());
}
