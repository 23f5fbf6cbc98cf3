using System.Net;
using System.Net.Sockets;
using Platform.Inference.Doctor;
using Platform.Inference.Tests.Repository;

namespace Platform.Inference.Tests.Doctor;

public class DoctorTests(TinyBundleFixture fixture)
{
    [Fact]
    public async Task Doctor_OfAGoodMachine_IsOneScreenAndReady()
    {
        using var certificates = new TestCertificates();
        var (certificate, key, _) = certificates.Issue("server", toDays: 90);
        var result = await Cli.RunAsync("doctor", fixture.Path, "--cert", certificate, "--cert-key", key);
        Assert.Equal((0, "ready"), (result.ExitCode, result.OutputLines[^1]));
        Assert.InRange(result.OutputLines.Length, 8, 24);
        Assert.Contains(result.OutputLines, l => l.StartsWith("ok    bundle        tiny 1.0.0: every check passed"));
        Assert.Contains(result.OutputLines, l => l.StartsWith("ok    certificate   CN=server"));
    }

    [Fact]
    public async Task Doctor_NamesEachFault_AndFails()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var certificates = new TestCertificates();
        var (certificate, key, _) = certificates.Issue("server", -9, -2);
        var result = await Cli.RunAsync(
            "doctor",
            certificates.Path("."),
            "--port",
            $"{((IPEndPoint)taken.LocalEndpoint).Port}",
            "--cert",
            certificate,
            "--cert-key",
            key,
            "--keys",
            certificates.Path("none.json")
        );
        Assert.Equal((1, "4 failed"), (result.ExitCode, result.OutputLines[^1]));
        Assert.Contains(result.OutputLines, l => l.StartsWith("FAIL  port") && l.Contains("cannot listen there"));
        Assert.Contains(result.OutputLines, l => l.StartsWith("FAIL  certificate") && l.Contains("expired on"));
        Assert.Contains(result.OutputLines, l => l.StartsWith("FAIL  keys") && l.Contains("missing"));
        Assert.Contains(result.OutputLines, l => l.StartsWith("FAIL  bundle"));
    }

    /// <summary>The line of serve with doctor in its place.</summary>
    [Fact]
    public async Task Doctor_TakesWhatServeTakes_AndChecksEachPart()
    {
        using var root = new ModelRoot().With("a", "1.0.0").With("b", "1.0.0").With("b", "1.1.0");
        using var certificates = new TestCertificates();
        var (certificate, key, _) = certificates.Issue("server", toDays: 90);
        string[] secured =
        [
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--http-port",
            "0",
            "--metrics-port",
            "0",
            "--health-port",
            "0",
            "--cert",
            certificate,
            "--cert-key",
            key,
            "--client-ca",
            certificates.Authority,
            "--hosts",
            "a.example",
            "--no-admin",
            "--no-reflection",
            "--drain",
            "5",
            "--max-connections",
            "100",
            "--log-format",
            "json",
        ];
        var good = await Cli.RunAsync(["doctor", root.Path, .. secured]);
        Assert.Equal((0, "ready"), (good.ExitCode, good.OutputLines[^1]));
        Assert.Contains(good.OutputLines, l => l.StartsWith("ok    client CA     ") && l.EndsWith("CN=test authority"));
        Assert.Contains(
            good.OutputLines,
            l => l.StartsWith("ok    connections   100 at once, 40 on a port of calls, 20 of")
        );
        Assert.Equal(
            ["a 1.0.0", "b 1.1.0"],
            good.OutputLines.Where(l => l.StartsWith("ok    bundle")).Select(l => l[20..].Split(':')[0])
        );

        root.Damage("a", "1.0.0", Platform.Shared.Bundles.BundleFiles.Head);
        string[] wrong = ["--host", "0.0.0.0", "--client-ca", key, "--cert", certificate, "--cert-key", key];
        var bad = await Cli.RunAsync(["doctor", root.Path, "--http-port", "1", "--health-port", "1", .. wrong]);
        Assert.Equal((1, "3 failed"), (bad.ExitCode, bad.OutputLines[^1]));
        Assert.Contains(bad.OutputLines, l => l.StartsWith("FAIL  port") && l.Contains("--http-port has it already"));
        Assert.Contains(
            bad.OutputLines,
            l => l.StartsWith("FAIL  client CA") && l.Contains("no PEM certificate in it")
        );
        Assert.Contains(bad.OutputLines, l => l.StartsWith("FAIL  bundle") && l.Contains("head.zip"));
        var open = await Cli.RunAsync("doctor", "--host", "0.0.0.0", "--port", "0");
        Assert.Contains(open.OutputLines, l => l.StartsWith("FAIL  options       --host 0.0.0.0: others can reach it"));
    }

    [Theory]
    [InlineData(
        "processor : 0\nflags : fpu sse avx2 avx512f\nprocessor : 1\n",
        Verdict.Ok,
        "1 of 2 processors; avx2 avx512f"
    )]
    [InlineData("processor : 0\nflags : fpu sse\n", Verdict.Warning, "1 of 1 processors; neither AVX2 nor ASIMD")]
    [InlineData("processor : 0\nFeatures : fp asimd asimddp\n", Verdict.Ok, "1 of 1 processors; asimd asimddp")]
    public void Processor_ReadsTheFlags(string cpuinfo, Verdict verdict, string detail)
    {
        var finding = MachineChecks.Processor(cpuinfo, 1);
        Assert.Equal(verdict, finding.Verdict);
        Assert.StartsWith(detail, finding.Detail);
    }

    [Theory]
    [InlineData(256L << 20, Verdict.Failure)]
    [InlineData(700L << 20, Verdict.Warning)]
    [InlineData(4L << 30, Verdict.Ok)]
    public void Memory_IsJudgedByTheShare(long bytes, Verdict verdict) =>
        Assert.Equal(verdict, MachineChecks.Memory(bytes, 0).Verdict);
}
