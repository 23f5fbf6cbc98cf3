using System.Runtime.InteropServices;

namespace Platform.Inference.Doctor;

/// <summary>Processor, memory and disk: what this process gets of them.</summary>
static class MachineChecks
{
    const long Gibibyte = 1L << 30;
    static readonly string[] Wanted = ["avx2", "avx512f", "avx512_vnni", "avx_vnni", "asimd", "asimddp"];

    public static IEnumerable<Finding> Run(string folder)
    {
        yield return Finding.Ok(
            "system",
            $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}, "
                + $"{RuntimeInformation.FrameworkDescription}"
        );
        yield return Processor(
            File.Exists("/proc/cpuinfo") ? File.ReadAllText("/proc/cpuinfo") : "",
            Environment.ProcessorCount
        );
        yield return Memory(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, Environment.WorkingSet);
        yield return Disk(new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace, Path.GetFullPath(folder));
    }

    /// <param name="cpuinfo">as Linux has it; empty elsewhere</param>
    /// <param name="granted">processors by the cgroup or the affinity mask</param>
    public static Finding Processor(string cpuinfo, int granted)
    {
        var lines = cpuinfo.Split('\n');
        var host = lines.Count(l => l.StartsWith("processor", StringComparison.Ordinal));
        var flags =
            lines
                .FirstOrDefault(l =>
                    l.StartsWith("flags", StringComparison.Ordinal)
                    || l.StartsWith("Features", StringComparison.Ordinal)
                )
                ?.Split(':')[^1]
                .Split(' ')
            ?? [];
        var (has, share) = (
            Wanted.Intersect(flags).ToArray(),
            host > 0 ? $"{granted} of {host} processors" : $"{granted} processors"
        );
        return has.Contains("avx2") || has.Contains("asimd")
                ? Finding.Ok("processor", $"{share}; {string.Join(' ', has)}")
            : cpuinfo == "" ? Finding.Ok("processor", share)
            : Finding.Warn("processor", $"{share}; neither AVX2 nor ASIMD: inference will be several times slower");
    }

    public static Finding Memory(long available, long used) =>
        available switch
        {
            < Gibibyte / 2 => Finding.Fail("memory", $"{Show(available)} for this process; half a GiB is needed"),
            < Gibibyte => Finding.Warn(
                "memory",
                $"{Show(available)} for this process; 1 GiB or more is wanted under load"
            ),
            _ => Finding.Ok("memory", $"{Show(available)} for this process, {Show(used)} in use"),
        };

    public static Finding Disk(long free, string folder) =>
        free < Gibibyte
            ? Finding.Warn("disk", $"{Show(free)} free at {folder}; a new bundle version needs room beside the old one")
            : Finding.Ok("disk", $"{Show(free)} free at {folder}");

    static string Show(long bytes) => bytes >= Gibibyte ? $"{bytes / (double)Gibibyte:0.0} GiB" : $"{bytes >> 20} MiB";
}
