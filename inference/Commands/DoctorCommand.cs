using System.CommandLine;
using System.Net;
using Platform.Inference.Doctor;
using Platform.Shared;

namespace Platform.Inference.Commands;

static class DoctorCommand
{
    public static Command Create()
    {
        var path = new Argument<string?>("bundle") { Description = "a bundle to check too", Arity = ArgumentArity.ZeroOrOne };
        var host = new Option<string>("--host") { Description = "address that a server would listen on", DefaultValueFactory = _ => "127.0.0.1" };
        var ports = new Option<int[]>("--port") { Description = "a port that must be free; may be repeated" };
        var certificate = new Option<string?>("--cert") { Description = "the server's certificate, PEM" };
        var key = new Option<string?>("--cert-key") { Description = "its private key, PEM" };
        var keys = KeysCommand.File();
        var command = new Command("doctor", "Checks this machine and what a server on it would be given. Exit code 1 when something fails.") { path, host, ports, certificate, key, keys };
        command.SetAction(parsed =>
        {
            if (!IPAddress.TryParse(parsed.GetValue(host), out var address)) throw new InputException($"--host {parsed.GetValue(host)}: not an IP address");
            if (parsed.GetValue(certificate) is null != parsed.GetValue(key) is null) throw new InputException("--cert and --cert-key: give both or neither");
            foreach (var port in parsed.GetValue(ports) ?? [])
                if (port is < 1 or > 65535) throw new InputException($"--port {port}: must be 1 to 65535");
            return Report(Findings(parsed.GetValue(path), address, parsed.GetValue(ports) ?? [], parsed.GetValue(certificate), parsed.GetValue(key), parsed.GetValue(keys)));
        });
        return command;
    }

    static IEnumerable<Finding> Findings(string? bundle, IPAddress host, int[] ports, string? certificate, string? key, string? keys)
    {
        foreach (var finding in MachineChecks.Run(Directory.Exists(bundle) ? bundle : ".")) yield return finding;
        foreach (var finding in LibraryChecks.Run()) yield return finding;
        foreach (var port in ports) yield return ServiceChecks.Port(host, port);
        if (certificate is not null && key is not null) yield return ServiceChecks.Certificate(certificate, key);
        if (keys is not null) yield return ServiceChecks.Keys(keys);
        if (bundle is not null) yield return ServiceChecks.Bundle(bundle);
    }

    static int Report(IEnumerable<Finding> findings)
    {
        var failures = 0;
        foreach (var finding in findings)
        {
            Console.WriteLine(finding);
            if (finding.Verdict == Verdict.Failure) failures++;
        }
        Console.WriteLine(failures == 0 ? "ready" : $"{failures} failed");
        return failures == 0 ? 0 : 1;
    }
}
