using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Inference.Security;
using Platform.Inference.Serving;
using Platform.Shared;
using Platform.Shared.Bundles;

namespace Platform.Inference.Doctor;

/// <summary>What a server would be given: ports, certificate, keys and bundle.</summary>
static class ServiceChecks
{
    static readonly TimeSpan Soon = TimeSpan.FromDays(30), KeysSoon = TimeSpan.FromDays(14);

    public static Finding Port(IPAddress host, int port)
    {
        var address = new IPEndPoint(host, port);
        return Ports.Refusal(host, port) is { } reason
            ? Finding.Fail("port", $"{address}: cannot listen there ({reason})")
            : Finding.Ok("port", $"{address} is free");
    }

    public static Finding Certificate(string certificate, string key)
    {
        try
        {
            var leaf = new ServerCertificate(certificate, key, TimeProvider.System, NullLogger<ServerCertificate>.Instance).Current.TargetCertificate;
            var left = leaf.NotAfter - DateTime.Now;
            var text = $"{leaf.Subject}, valid to {leaf.NotAfter:yyyy-MM-dd HH:mm}, {left.Days} days";
            return left < Soon ? Finding.Warn("certificate", $"{text}: renew it") : Finding.Ok("certificate", text);
        }
        catch (InputException e)
        {
            return Finding.Fail("certificate", e.Message);
        }
    }

    public static Finding Keys(string path)
    {
        try
        {
            var (keys, now) = (KeyFile.Read(path), DateTimeOffset.UtcNow);
            if (keys.Count == 0) return Finding.Warn("keys", $"{path}: none, so that every call is refused");
            string[] ending =
            [
                .. keys.Where(k => k.IsExpired(now + KeysSoon)).OrderBy(k => k.Expires)
                    .Select(k => $"'{k.Name}' {(k.IsExpired(now) ? "expired after" : "expires after")} {k.Expires:yyyy-MM-dd}"),
            ];
            return ending.Length == 0 ? Finding.Ok("keys", $"{path}: {keys.Count}")
                : Finding.Warn("keys", $"{path}: {keys.Count}; {string.Join(", ", ending)}: make new ones in time");
        }
        catch (InputException e)
        {
            return Finding.Fail("keys", e.Message);
        }
    }

    /// <summary>Loads it with every check and times one image through encoder and head.</summary>
    public static Finding Bundle(string path)
    {
        try
        {
            var started = Stopwatch.GetTimestamp();
            using var bundle = Shared.Bundles.Bundle.Load(path);
            BundleChoice.Say(path, bundle);
            var load = Stopwatch.GetElapsedTime(started);
            var side = bundle.Manifest.Preprocessing.Side;
            var pixels = new byte[side * side * 3];
            double[] runs = [.. Enumerable.Range(0, 15).Select(_ =>
            {
                var start = Stopwatch.GetTimestamp();
                bundle.Encoder.Run([new("pixels", pixels, 1, side, side, 3)], "embedding");
                return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }).Order()];
            return Finding.Ok("bundle", $"{bundle.Manifest.Name} {bundle.Manifest.Version}: every check passed in {load.TotalSeconds:0.0} s; one image takes {runs[runs.Length / 2]:0.0} ms on one thread");
        }
        catch (InputException e)
        {
            return Finding.Fail("bundle", e.Message);
        }
    }
}
