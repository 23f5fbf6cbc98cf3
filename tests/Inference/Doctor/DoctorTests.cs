using System.Net;
using System.Net.Sockets;
using Platform.Inference.Doctor;
using Platform.Inference.Tests.Security;

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
        var result = await Cli.RunAsync("doctor", Path.GetTempPath(), "--port", $"{((IPEndPoint)taken.LocalEndpoint).Port}", "--cert", certificate, "--cert-key", key, "--keys", certificates.Path("none.json"));
        Assert.Equal((1, "4 failed"), (result.ExitCode, result.OutputLines[^1]));
        Assert.Contains(result.OutputLines, l => l.StartsWith("FAIL  port") && l.Contains("cannot listen there"));
        Assert.Contains(result.OutputLines, l => l.StartsWith("FAIL  certificate") && l.Contains("expired on"));
        Assert.Contains(result.OutputLines, l => l.StartsWith("FAIL  keys") && l.Contains("missing"));
        Assert.Contains(result.OutputLines, l => l.StartsWith("FAIL  bundle"));
    }

    [Theory]
    [InlineData("processor : 0\nflags : fpu sse avx2 avx512f\nprocessor : 1\n", Verdict.Ok, "1 of 2 processors; avx2 avx512f")]
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
    public void Memory_IsJudgedByTheShare(long bytes, Verdict verdict) => Assert.Equal(verdict, MachineChecks.Memory(bytes, 0).Verdict);
}
