using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Platform.EndToEnd.Tests.Submitting;

/// <summary>
/// Slurm on this machine alone: munged, slurmctld and slurmd as children of this process, on loopback, gone with it.
/// </summary>
public sealed class SlurmCluster : IDisposable
{
    static readonly string[] Programs = ["munged", "slurmctld", "slurmd", "sbatch", "scontrol", "squeue", "sinfo"];
    readonly string root = Directory.CreateTempSubdirectory("lesion-slurm-").FullName;
    readonly List<Process> daemons = [];

    string this[string name] => Path.Combine(root, name);
    public string Configuration => this["slurm.conf"];

    /// <summary>Why there can be no cluster here; null where there can.</summary>
    public static string? Missing() =>
        !OperatingSystem.IsLinux() || Environment.UserName != "root"
            ? "Slurm's daemons are started by root on Linux only"
        : Programs.Where(p => Find(p) is null).ToArray() is { Length: > 0 } absent
            ? $"not installed: {string.Join(", ", absent)} (Debian: slurm-wlm, munge)"
        : null;

    public static async Task<SlurmCluster> StartAsync()
    {
        var cluster = new SlurmCluster();
        try
        {
            await cluster.StartDaemonsAsync();
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    async Task StartDaemonsAsync()
    {
        foreach (var folder in new[] { "state", "spool" })
            Directory.CreateDirectory(this[folder]);
        var key = new byte[1024];
        Random.Shared.NextBytes(key);
        File.WriteAllBytes(this["munge.key"], key);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(this["munge.key"], UnixFileMode.UserRead);
        var host = Dns.GetHostName().Split('.')[0];
        var (controller, node) = (FreePort(), FreePort());
        File.WriteAllText(
            Configuration,
            $"""
            ClusterName=lesion
            SlurmctldHost={host}(127.0.0.1)
            SlurmUser=root
            SlurmctldPort={controller}
            SlurmdPort={node}
            AuthType=auth/munge
            AuthInfo=socket={this["munge.socket"]}
            CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
            StateSaveLocation={this["state"]}
            SlurmdSpoolDir={this["spool"]}
            SlurmctldPidFile={this["slurmctld.pid"]}
            SlurmdPidFile={this["slurmd.pid"]}
            ProctrackType=proctrack/pgid
            TaskPlugin=task/none
            MpiDefault=none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_CPU
            SlurmdParameters=config_overrides
            SchedulerParameters=sched_interval=1,batch_sched_delay=0
            ReturnToService=2
            KillWait=5
            NodeName={host} NodeAddr=127.0.0.1 CPUs=4 State=UNKNOWN
            PartitionName=all Nodes=ALL Default=YES State=UP

            """
        );
        Daemon(
            "munged",
            "--foreground",
            "--force",
            "--key-file",
            this["munge.key"],
            "--socket",
            this["munge.socket"],
            "--pid-file",
            this["munge.pid"],
            "--log-file",
            this["munge.log"],
            "--seed-file",
            this["munge.seed"]
        );
        await UntilAsync("munged", () => Task.FromResult(File.Exists(this["munge.socket"])));
        Daemon("slurmctld", "-D", "-f", Configuration);
        Daemon("slurmd", "-D", "-f", Configuration);
        await UntilAsync("an idle node", async () => (await TryAsync("sinfo", "-h", "-o", "%T")).Trim() == "idle");
    }

    /// <summary>Runs one of Slurm's commands.</summary>
    public async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["SLURM_CONF"] = Configuration },
            }
        )!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{program}: {await error}");
    }

    async Task<string> TryAsync(string program, params string[] arguments)
    {
        try
        {
            return await RunAsync(program, arguments);
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    /// <summary>State of a job, or of task 3 of an array as "17_3": such as RUNNING, COMPLETED, FAILED.</summary>
    public async Task<string[]> StatesAsync(string job) =>
        [
            .. (await RunAsync("scontrol", "show", "job", job))
                .Split([' ', '\n'])
                .Where(w => w.StartsWith("JobState="))
                .Select(w => w["JobState=".Length..]),
        ];

    /// <exception cref="TimeoutException">With what Slurm says of the job and of its node.</exception>
    public async Task UntilStateAsync(string job, string state)
    {
        try
        {
            await UntilAsync($"{job} {state}", async () => (await StatesAsync(job)).All(s => s == state));
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException(
                $"{e.Message}: {await TryAsync("scontrol", "show", "job", job)}"
                    + $"{await TryAsync("scontrol", "show", "node")}",
                e
            );
        }
    }

    /// <summary>Slurm tells nobody when a state changes, so it is asked.</summary>
    public static async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (!await condition())
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"waited in vain for {what}");
            await Task.Delay(100);
        }
    }

    void Daemon(string program, params string[] arguments)
    {
        var process = Process.Start(
            new ProcessStartInfo(Find(program)!, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) =>
        {
            lock (daemons)
                File.AppendAllText(this[$"{program}.out"], line.Data + "\n");
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        daemons.Add(process);
    }

    static string? Find(string program) =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin"
            .Split(':')
            .Select(d => Path.Combine(d, program))
            .FirstOrDefault(File.Exists);

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        foreach (var daemon in Enumerable.Reverse(daemons))
        {
            if (!daemon.HasExited)
                daemon.Kill(entireProcessTree: true);
            daemon.WaitForExit();
            daemon.Dispose();
        }
        lock (daemons)
            Directory.Delete(root, recursive: true);
    }
}
