using System.Reflection;

namespace Platform.Training.Runs;

/// <summary>The commit that this program was built from, as the SDK stamps it.</summary>
public static class SourceCommit
{
    public static string Value { get; } =
        typeof(SourceCommit)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')
            is [_, var commit]
            ? commit
            : "unknown";
}
