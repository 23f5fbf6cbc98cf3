using System.Diagnostics;
using Platform.Inference.Tests.Bulk;
using Platform.Shared.Formats;
using Platform.Shared.Imaging;

namespace Platform.Inference.Tests.Commands;

public sealed class SampleCommandTests(TinyBundleFixture bundle) : IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("sample-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    async Task<string> SampleAsync(string name, params string[] options)
    {
        var folder = Path.Combine(root, name);
        var result = await Cli.RunAsync(["sample", bundle.Version, "--seed", "5", "--out", folder, .. options]);
        Assert.True(result.ExitCode == 0, result.Error);
        return folder;
    }

    [Fact]
    public async Task Sample_GivesTheSameBytes_WhateverTheBatchAndTheProcess()
    {
        var expected = TestSet.Tree(await SampleAsync("one", "--count", "64", "--batch", "1", "--shard-size", "16"));
        Assert.Contains("000003.tar", expected.Keys);
        await Task.WhenAll(
            SampleAsync("many", "--count", "64", "--batch", "8", "--shard-size", "16", "--shard", "1/2"),
            SampleAsync("many", "--count", "64", "--batch", "3", "--shard-size", "16", "--shard", "2/2")
        );
        Assert.Equal(expected, TestSet.Tree(Path.Combine(root, "many")));
    }

    [Fact]
    public async Task Sample_OfFewImages_IsAFolderWithAGrid()
    {
        var grid = Path.Combine(root, "grid.png");
        var folder = await SampleAsync("few", "--count", "4", "--grid", grid);
        Assert.True(File.Exists(Path.Combine(folder, "000000", "5-0000000003.png")));
        Assert.True(File.Exists(Path.Combine(folder, "000000", "metadata.jsonl")));
        var picture = ImageDecoder.Decode(File.ReadAllBytes(grid), int.MaxValue);
        Assert.Equal((32, 8), (picture.Width, picture.Height));
        var third = ImageDecoder.Decode(
            File.ReadAllBytes(Path.Combine(folder, "000000", "5-0000000002.png")),
            int.MaxValue
        );
        Assert.Equal(third.Rgb.AsSpan(0, 24), picture.Rgb.AsSpan(2 * 24, 24));
    }

    [Theory]
    [InlineData("--seed", "6", "seed is 5 there and 6 here")]
    [InlineData("--psi", "0.5", "psi is [0.7] there and [0.5] here")]
    [InlineData("--count", "2", "count is 1 there and 2 here")]
    public async Task Sample_OfOtherSettings_RefusesTheFolder(string option, string value, string reason)
    {
        var folder = await SampleAsync("mixed", "--count", "1");
        var before = TestSet.Tree(folder);
        var options = new Dictionary<string, string>
        {
            ["--seed"] = "5",
            ["--count"] = "1",
            [option] = value,
        };
        var result = await Cli.RunAsync([
            "sample",
            bundle.Version,
            "--out",
            folder,
            .. options.SelectMany(o => new[] { o.Key, o.Value }),
        ]);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith(
            $"error: {Path.Combine(folder, SyntheticSettings.FileName)}: {reason}",
            Assert.Single(result.ErrorLines)
        );
        Assert.Equal(before, TestSet.Tree(folder));
    }

    [Theory]
    [InlineData("--count", "0")]
    [InlineData("--count", "99999999999")]
    [InlineData("--psi", "NaN")]
    [InlineData("--psi", "0.5,7")]
    [InlineData("--start", "-1")]
    [InlineData("--batch", "0")]
    [InlineData("--shard-size", "0")]
    [InlineData("--shard", "3/2")]
    [InlineData("--class", "bcc=3")]
    [InlineData("--mix-from", "3")]
    public async Task Sample_WithAnOptionOutOfRange_NamesIt(string option, string value)
    {
        var result = await Cli.RunAsync([
            "sample",
            bundle.Version,
            "--out",
            Path.Combine(root, "none"),
            .. option is "--count" or "--class" ? [] : (string[])["--count", "1"],
            option,
            value,
        ]);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"error: {option} {value}", Assert.Single(result.ErrorLines));
        Assert.False(Directory.Exists(Path.Combine(root, "none")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sample_IntoABundle_IsRefused(bool version)
    {
        var output = version ? bundle.Version : bundle.Path;
        var before = TestSet.Tree(output);
        var result = await Cli.RunAsync("sample", bundle.Version, "--out", output, "--count", "1");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("holds a bundle; give another --out", Assert.Single(result.ErrorLines));
        Assert.Equal(before, TestSet.Tree(output));
    }

    [Fact]
    public async Task Sample_MixingStylesOfAGeneratorWithoutStyles_SaysSo()
    {
        var result = await Cli.RunAsync(
            "sample",
            bundle.Version,
            "--out",
            Path.Combine(root, "none"),
            "--count",
            "1",
            "--mix-from",
            "8"
        );
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("no styles", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public async Task Sample_Terminated_LeavesOnlyWholeShards()
    {
        var folder = Path.Combine(root, "stopped");
        using (
            var process = Cli.Start(
                "sample",
                bundle.Version,
                "--seed",
                "5",
                "--out",
                folder,
                "--count",
                "1000000",
                "--shard-size",
                "16"
            )
        )
        {
            await FirstShardAsync(folder, process);
            Cli.Terminate(process);
            await process.WaitForExitAsync();
            Assert.Equal(130, process.ExitCode);
        }
        Assert.DoesNotContain(TestSet.Tree(folder).Keys, f => f.Contains(".partial"));
    }

    [Fact]
    public async Task Sample_KilledAtAnyMoment_GoesOnToTheSameBytes()
    {
        string[] options = ["--count", "3000", "--shard-size", "100", "--seed", "5"];
        var (folder, random) = (Path.Combine(root, "killed"), new Random(4));
        for (var kill = 0; kill < 2; kill++)
        {
            using var process = Cli.Start(["sample", bundle.Version, "--out", folder, .. options]);
            await FirstShardAsync(folder, process);
            process.WaitForExit(random.Next(150));
            process.Kill();
            await process.WaitForExitAsync();
        }
        await SampleAsync("killed", options[..4]);
        Assert.Equal(TestSet.Tree(await SampleAsync("whole", options[..4])), TestSet.Tree(folder));
    }

    [Fact]
    public async Task Verify_OfASet_NamesWhatIsDamaged()
    {
        var folder = await SampleAsync("set", "--count", "8", "--shard-size", "4");
        Assert.Equal("ok", (await Cli.RunAsync("verify", folder)).OutputLines[^1]);
        var shard = Path.Combine(folder, "000001.tar");
        var bytes = File.ReadAllBytes(shard);
        bytes[1000] ^= 4;
        File.WriteAllBytes(shard, bytes);
        var result = await Cli.RunAsync("verify", folder);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"error: {shard}: its SHA-256", Assert.Single(result.ErrorLines, l => l.StartsWith("error")));
    }

    [Fact]
    public async Task Sample_OnAFullDisk_IsOneLineAndGoesOnWhenThereIsSpace()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Environment.UserName == "root",
            "a small tmpfs is mounted by root only"
        );
        var disk = Directory.CreateDirectory(Path.Combine(root, "disk")).FullName;
        string[] options = ["--count", "2000", "--shard-size", "200"];
        using (var mount = Process.Start("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", disk]))
        {
            await mount.WaitForExitAsync();
            Assert.SkipUnless(mount.ExitCode == 0, "this machine mounts no tmpfs");
        }
        try
        {
            var filler = Path.Combine(disk, "filler");
            File.WriteAllBytes(filler, new byte[1 << 20]);
            var folder = Path.Combine(disk, "set");
            var full = await Cli.RunAsync(["sample", bundle.Version, "--seed", "5", "--out", folder, .. options]);
            Assert.Equal(1, full.ExitCode);
            Assert.Equal(
                $"error: {folder}: the disk is full; the complete shards are kept: make space and run the same "
                    + $"command again",
                Assert.Single(full.ErrorLines, l => !l.StartsWith("sample: "))
            );
            Assert.DoesNotContain(TestSet.Tree(folder).Keys, f => f.Contains(".partial"));
            File.Delete(filler);
            await Foreign.RunAsync("mount", "-o", "remount,size=16m", disk);
            await SampleAsync("disk/set", options);
            Assert.Equal(TestSet.Tree(await SampleAsync("whole", options)), TestSet.Tree(folder));
        }
        finally
        {
            await Foreign.RunAsync("umount", disk);
        }
    }

    /// <summary>Waits until a shard has its final name, or the process has ended.</summary>
    static async Task FirstShardAsync(string folder, Process process)
    {
        var seen = new TaskCompletionSource();
        using var watcher = new FileSystemWatcher(Directory.CreateDirectory(folder).FullName, "*.tar")
        {
            EnableRaisingEvents = true,
        };
        watcher.Renamed += (_, _) => seen.TrySetResult();
        await Task.WhenAny(seen.Task, process.WaitForExitAsync());
    }
}
