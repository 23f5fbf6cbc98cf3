using System.Text.RegularExpressions;
using k8s;
using k8s.Models;

namespace Platform.Architecture.Tests;

/// <summary>
/// The manifests of tools/deploy, read strictly into Kubernetes's own model classes: a field that it does not know
/// fails.
/// </summary>
public sealed partial class ManifestTests
{
    static readonly string Folder = Path.Combine(Repository.Root, "tools", "deploy");
    static readonly V1Deployment Deployment = Read<V1Deployment>("kubernetes/deployment.yaml");
    static readonly V1Service Service = Read<V1Service>("kubernetes/service.yaml");

    static V1Container Server => Assert.Single(Deployment.Spec.Template.Spec.Containers);

    static string Text(string file) => File.ReadAllText(Path.Combine(Folder, file));

    static T Read<T>(string file) => KubernetesYaml.Deserialize<T>(Text(file), strict: true);

    [Fact]
    public void Manifests_AreReadStrictly()
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Folder, "kubernetes")))
        {
            var single = Assert.Single(KubernetesYaml.LoadAllFromString(File.ReadAllText(path), strict: true));
            Assert.True(
                single
                    is V1Deployment
                        or V1Job
                        or V1Service
                        or V2HorizontalPodAutoscaler
                        or V1PodDisruptionBudget
                        or V1NetworkPolicy,
                $"{path}: {single.GetType()}"
            );
        }
        Assert.ThrowsAny<Exception>(() =>
            KubernetesYaml.Deserialize<V1Service>(
                Text("kubernetes/service.yaml").Replace("clusterIP:", "clusterIp:"),
                strict: true
            )
        );
    }

    [Fact]
    public void Selectors_FindTheirPods()
    {
        var labels = Deployment.Spec.Template.Metadata.Labels;
        Assert.Equal(labels, Deployment.Spec.Selector.MatchLabels);
        Assert.Equal(labels, Service.Spec.Selector);
        Assert.Equal(labels, Read<V1PodDisruptionBudget>("kubernetes/disruption.yaml").Spec.Selector.MatchLabels);
        Assert.Equal(labels, Read<V1NetworkPolicy>("kubernetes/network.yaml").Spec.PodSelector.MatchLabels);
        var scaler = Read<V2HorizontalPodAutoscaler>("kubernetes/autoscaler.yaml").Spec;
        Assert.Equal(
            (Deployment.Kind, Deployment.ApiVersion, Deployment.Metadata.Name),
            (scaler.ScaleTargetRef.Kind, scaler.ScaleTargetRef.ApiVersion, scaler.ScaleTargetRef.Name)
        );
        Assert.True(
            scaler.MinReplicas
                > Convert.ToInt32(Read<V1PodDisruptionBudget>("kubernetes/disruption.yaml").Spec.MinAvailable.Value),
            "or no node could ever be drained"
        );
    }

    [Fact]
    public void Ports_AreThoseOfTheCommandLine()
    {
        string Argument(string option) => Server.Args.Single(a => a.StartsWith($"{option}="))[(option.Length + 1)..];
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["grpc"] = Argument("--port"),
                ["http"] = Argument("--http-port"),
                ["metrics"] = Argument("--metrics-port"),
                ["health"] = Argument("--health-port"),
            },
            Server.Ports.ToDictionary(p => p.Name, p => $"{p.ContainerPort}"),
            new DictionaryComparer()
        );
        foreach (var probe in new[] { Server.StartupProbe, Server.ReadinessProbe, Server.LivenessProbe })
            Assert.Equal(Argument("--health-port"), $"{probe.Grpc.Port}");
        Assert.Equal("None", Service.Spec.ClusterIP);
        Assert.All(Service.Spec.Ports, p => Assert.Contains(p.TargetPort.Value, Server.Ports.Select(c => c.Name)));
        Assert.True(
            Deployment.Spec.Template.Spec.TerminationGracePeriodSeconds
                > int.Parse(Argument("--drain")) + Server.Lifecycle.PreStop.Sleep.Seconds
        );
    }

    [Fact]
    public void Mounts_HaveTheirVolumes()
    {
        var volumes = Deployment.Spec.Template.Spec.Volumes.Select(v => v.Name).Order();
        Assert.Equal(volumes, Server.VolumeMounts.Select(m => m.Name).Order());
        Assert.All(
            Server.Args.Where(a => a.Contains("=/")),
            a => Assert.Contains(Server.VolumeMounts, m => a.Split('=')[1].StartsWith(m.MountPath + "/"))
        );
    }

    [Theory]
    [InlineData("sample")]
    [InlineData("experiment")]
    public void Jobs_ReachTheirFilesThroughTheirMounts(string name)
    {
        var pod = Read<V1Job>($"kubernetes/{name}.yaml").Spec.Template.Spec;
        var container = Assert.Single(pod.Containers);
        Assert.Equal(pod.Volumes.Select(v => v.Name).Order(), container.VolumeMounts.Select(m => m.Name).Order());
        string[] paths = [.. container.Args.Where(a => a.StartsWith('/'))];
        Assert.Equal(2, paths.Length);
        Assert.All(paths, path => Assert.Contains(container.VolumeMounts, m => path.StartsWith(m.MountPath + "/")));
    }

    [Fact]
    public void KServe_ServesTheBundlesFile()
    {
        var service = Read<InferenceService>("kserve/inferenceservice.yaml");
        Assert.Equal(("serving.kserve.io/v1beta1", "InferenceService"), (service.ApiVersion, service.Kind));
        var container = Assert.Single(service.Spec.Predictor.Containers);
        var mount = Assert.Single(container.VolumeMounts);
        Assert.Equal("classifier.onnx", Path.GetFileName(mount.SubPath));
        Assert.Equal($"/mnt/models/{service.Metadata.Name}/1/model.onnx", mount.MountPath);
        var claim = Assert.Single(service.Spec.Predictor.Volumes).PersistentVolumeClaim.ClaimName;
        Assert.Contains(Deployment.Spec.Template.Spec.Volumes, v => v.PersistentVolumeClaim?.ClaimName == claim);
    }

    /// <summary>Manifests, unit and container file give the server options that it has.</summary>
    [Fact]
    public void Options_AreThoseOfServe()
    {
        var help = Repository.Dotnet(
            Repository.Output("Platform.Inference", "Platform.Inference.dll"),
            "serve",
            "--help"
        );
        string[] known = [.. Option().Matches(help).Select(m => m.Value).Distinct()];
        Assert.Contains("--metrics-port", known);
        foreach (var text in new[] { Unit("ExecStart"), ContainerCommand, string.Join(' ', Server.Args) })
            Assert.All(Option().Matches(text).Select(m => m.Value), o => Assert.Contains(o, known));
    }

    /// <summary>The value of a line that stands once, with the lines that continue it.</summary>
    static string Unit(string name)
    {
        var text = Text("systemd/lesion-server.service").Replace("\\\n", " ");
        return text.Split('\n').Single(line => line.StartsWith($"{name}="))[(name.Length + 1)..];
    }

    static string ContainerCommand =>
        Text("container/Containerfile").Replace("\\\n", " ").Split('\n').Single(line => line.StartsWith("CMD "));

    /// <summary>Whoever starts it without reading opens nothing to the network.</summary>
    [Fact]
    public void Defaults_AreNotOpen()
    {
        foreach (var text in new[] { Unit("ExecStart"), ContainerCommand, string.Join(' ', Server.Args) })
        {
            Assert.DoesNotContain("--insecure", text);
            Assert.All(["--cert", "--cert-key", "--keys"], option => Assert.Contains(option, text));
        }
    }

    [Theory]
    [InlineData("NoNewPrivileges=yes")]
    [InlineData("PrivateTmp=yes")]
    [InlineData("ProtectSystem=strict")]
    [InlineData("CapabilityBoundingSet=")]
    [InlineData("User=lesion")]
    [InlineData("IPAddressDeny=any")]
    [InlineData("SystemCallFilter=sched_setaffinity")]
    public void Unit_IsHardened(string line) =>
        Assert.Contains(line, Text("systemd/lesion-server.service").Split('\n'));

    /// <summary>Connections are let in up to 4,096, beside 1,024 files that are kept.</summary>
    [Fact]
    public void Unit_HasDescriptorsForItsConnections() => Assert.True(int.Parse(Unit("LimitNOFILE")) >= 4096 + 1024);

    /// <summary>
    /// systemd itself reads the unit, without one running: each line is known, and the exposure is low.
    /// </summary>
    [Fact]
    public void Unit_IsTakenBySystemd()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "no systemd on this machine");
        var folder = Directory.CreateTempSubdirectory("lesion-unit-").FullName;
        try
        {
            var unit = Path.Combine(folder, "lesion-server.service");
            var installed = Text("systemd/lesion-server.service")
                .Replace("/opt/lesion/Platform.Inference", "/bin/true");
            File.WriteAllText(unit, installed);
            Assert.Equal((0, ""), Systemd("verify", "--man=no", unit));
            var (exitCode, report) = Systemd("security", "--offline=true", "--threshold=20", "--no-pager", unit);
            Assert.True(exitCode == 0, report);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static (int ExitCode, string Said) Systemd(params string[] arguments)
    {
        var start = new System.Diagnostics.ProcessStartInfo("/usr/bin/systemd-analyze", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = System.Diagnostics.Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        return (process.ExitCode, output.Result + error.Result);
    }

    /// <summary>The part of KServe's v1beta1 that the manifest uses; KubernetesClient has no class for it.</summary>
    sealed record InferenceService
    {
        public required string ApiVersion { get; init; }
        public required string Kind { get; init; }
        public required V1ObjectMeta Metadata { get; init; }
        public required InferenceServiceSpec Spec { get; init; }
    }

    sealed record InferenceServiceSpec
    {
        public required PredictorSpec Predictor { get; init; }
    }

    sealed record PredictorSpec
    {
        public int MinReplicas { get; init; }
        public int MaxReplicas { get; init; }
        public required List<V1Container> Containers { get; init; }
        public required List<V1Volume> Volumes { get; init; }
    }

    sealed class DictionaryComparer : IEqualityComparer<Dictionary<string, string>>
    {
        public bool Equals(Dictionary<string, string>? x, Dictionary<string, string>? y) =>
            x!.OrderBy(p => p.Key).SequenceEqual(y!.OrderBy(p => p.Key));

        public int GetHashCode(Dictionary<string, string> pairs) => pairs.Count;
    }

    [GeneratedRegex("--[a-z-]+")]
    private static partial Regex Option();
}
