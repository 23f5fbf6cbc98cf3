using System.Text.RegularExpressions;

namespace Platform.Architecture.Tests;

/// <summary>What is written beside and renamed, and what is locked, is so in one place of the solution.</summary>
public sealed partial class AtomicTests
{
    /// <summary>Files that do it themselves, each with its reason.</summary>
    static readonly Dictionary<string, string> Exceptions = new()
    {
        ["training/Runs/RunCheckpoints.cs"] = "a second name for a file is a link, which AtomicFile does not make",
        ["shared/Sets/ShardStore.cs"] = "a shard is written for hours, hashed on the disk, and is a file or a folder",
        ["training/Experiments/StageLock.cs"] = "the lock is inherited by the stage's process, which .NET's are not",
    };

    [Fact]
    public void Sources_WriteWholeFilesAndTakeLocks_InSharedFilesAlone()
    {
        string[] found =
        [
            .. new[] { "shared", "charts", "console", "training", "inference", "tools" }
                .SelectMany(p =>
                    Directory.EnumerateFiles(Path.Combine(Repository.Root, p), "*.cs", SearchOption.AllDirectories)
                )
                .Where(f => HandMade().IsMatch(File.ReadAllText(f)))
                .Select(f => Path.GetRelativePath(Repository.Root, f).Replace('\\', '/'))
                .Where(f => !f.StartsWith("shared/Files/")),
        ];
        Assert.Equal(Exceptions.Keys.Order(), found.Order());
    }

    [GeneratedRegex(@"\.partial[""}]|Move\([^;]*overwrite|FileShare\.None|DeleteOnClose|Directory\.Move\(")]
    private static partial Regex HandMade();
}
