using Microsoft.Extensions.Logging.Abstractions;
using Platform.Inference.Security;
using Platform.Inference.Security.Connections;
using Platform.Shared;

namespace Platform.Inference.Doctor;

/// <summary>What a server would be given: options, ports, certificates and keys.</summary>
static class ServiceChecks
{
    static readonly TimeSpan Soon = TimeSpan.FromDays(30),
        KeysSoon = TimeSpan.FromDays(14);

    public static IEnumerable<Finding> Run(PortOptions ports, SecurityOptions security)
    {
        yield return Try(
            "options",
            () =>
            {
                security.Check(ports.Host);
                return security.Warning(ports.Host) is { } warning
                    ? Finding.Warn("options", warning)
                    : Finding.Ok("options", "they agree with each other");
            }
        );
        yield return Connections(ports, security);
        foreach (var (address, fault) in Ports.Look(ports, security))
            yield return fault is null ? Finding.Ok("port", $"{address} is free") : Finding.Fail("port", fault);
        if (security is { Certificate: { } certificate, CertificateKey: { } key })
            yield return Certificate(certificate, key);
        if (security.ClientAuthority is { } authority)
            yield return ClientAuthority(authority);
        if (security.Keys is { } keys)
            yield return Keys(keys);
    }

    static Finding Connections(PortOptions ports, SecurityOptions security) =>
        Try(
            "connections",
            () =>
            {
                var plan = ConnectionPlan.Of(ports, security, Descriptors.Limit);
                return Finding.Ok(
                    "connections",
                    $"{plan.Total} at once, {plan.Most(ListenerRole.Calls)} on a port of calls, "
                        + $"{plan.MostOfOne(ListenerRole.Calls)} of one address; {plan.Files} files may be open"
                );
            }
        );

    static Finding ClientAuthority(string path) =>
        Try(
            "client CA",
            () =>
            {
                var authorities = ClientAuthorities.Load(path).Policy.CustomTrustStore;
                return authorities.FirstOrDefault(a => a.NotAfter < DateTime.Now) is { } expired
                    ? Finding.Fail("client CA", $"{path}: {expired.Subject} expired on {expired.NotAfter:yyyy-MM-dd}")
                    : Finding.Ok("client CA", $"{path}: {string.Join("; ", authorities.Select(a => a.Subject))}");
            }
        );

    static Finding Try(string subject, Func<Finding> check)
    {
        try
        {
            return check();
        }
        catch (InputException e)
        {
            return Finding.Fail(subject, e.Message);
        }
    }

    static Finding Certificate(string certificate, string key)
    {
        try
        {
            var leaf = new ServerCertificate(
                certificate,
                key,
                TimeProvider.System,
                NullLogger<ServerCertificate>.Instance
            )
                .Current
                .TargetCertificate;
            var left = leaf.NotAfter - DateTime.Now;
            var text = $"{leaf.Subject}, valid to {leaf.NotAfter:yyyy-MM-dd HH:mm}, {left.Days} days";
            return left < Soon ? Finding.Warn("certificate", $"{text}: renew it") : Finding.Ok("certificate", text);
        }
        catch (InputException e)
        {
            return Finding.Fail("certificate", e.Message);
        }
    }

    static Finding Keys(string path)
    {
        try
        {
            var (keys, now) = (KeyFile.Read(path), DateTimeOffset.UtcNow);
            if (keys.Count == 0)
                return Finding.Warn("keys", $"{path}: none, so that every call is refused");
            string[] ending =
            [
                .. keys.Where(k => k.IsExpired(now + KeysSoon))
                    .OrderBy(k => k.Expires)
                    .Select(k =>
                        $"'{k.Name}' {(k.IsExpired(now) ? "expired after" : "expires after")} {k.Expires:yyyy-MM-dd}"
                    ),
            ];
            return ending.Length == 0
                ? Finding.Ok("keys", $"{path}: {keys.Count}")
                : Finding.Warn("keys", $"{path}: {keys.Count}; {string.Join(", ", ending)}: make new ones in time");
        }
        catch (InputException e)
        {
            return Finding.Fail("keys", e.Message);
        }
    }
}
