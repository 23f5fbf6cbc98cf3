using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Platform.Shared;
using Platform.Shared.Imaging;
using Platform.Training.Runs;
using Platform.Training.Ssl;
using Platform.Training.Ssl.Methods;
using Platform.Training.Ssl.SimClr;
using Tensorboard;

namespace Platform.Training.Tests.Runs;

public sealed class RunLogTests : IDisposable
{
    sealed record Config(int Seed) : IRunRecord;

    static readonly SslRun Ssl = new("simclr", SslConfig.Smoke, SimClrOptions.Small, "noise", "", false, 8, []);

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    RunFolder Run => RunFolder.Open(folder["run"], new Config(0), resume: true);
    JsonNode[] Lines => [.. File.ReadLines(Path.Combine(folder["run"], "log.jsonl")).Select(l => JsonNode.Parse(l)!)];

    [Fact]
    public void Below_WithALinkThatLeadsBack_TellsARunOnce()
    {
        RunFolder.Open(folder["runs/a"], new HeadConfig("encoder"), resume: false);
        Directory.CreateSymbolicLink(folder["runs/loop"], folder["runs"]);
        Assert.Equal("a", Path.GetFileName(Assert.Single(RunSummary.Below(folder["runs"])).Path));
    }

    sealed record HeadConfig(string Encoder) : IRunRecord;

    [Fact]
    public void Write_GivesALineAndAnEvent()
    {
        using (var log = new RunLog(Run, "step", total: 10, done: 0))
        {
            log.Write(3, ("loss", 0.5), ("rate", double.NaN));
            log.Image(3, "samples", PngEncoder.Encode(new byte[2 * 5 * 3], 5, 2));
        }
        var line = Assert.Single(Lines);
        Assert.Equal(
            (3, 10, 0.5, Run.ConfigSha256[..12]),
            ((int)line["step"]!, (int)line["total"]!, (double)line["loss"]!, (string)line["config"]!)
        );
        var events = Events();
        Assert.Equal("brain.Event:2", events[0].FileVersion);
        Assert.Equal(
            (3L, "loss", 0.5f),
            (events[1].Step, Assert.Single(events[1].Summary.Value).Tag, events[1].Summary.Value[0].SimpleValue)
        );
        Assert.Equal((5, 2), (events[2].Summary.Value[0].Image.Width, events[2].Summary.Value[0].Image.Height));
    }

    [Fact]
    public void Open_OnResume_DropsWhatIsRepeated()
    {
        using (var log = new RunLog(Run, "step", 10, 0))
            for (var step = 1; step <= 5; step++)
                log.Write(step, ("loss", step));
        File.AppendAllText(Path.Combine(folder["run"], "log.jsonl"), """{"time": "2026"""); // cut short by a kill
        using (var log = new RunLog(Run, "step", 10, done: 3))
            log.Write(4, ("loss", 40));
        Assert.Equal([1, 2, 3, 40], Lines.Select(l => (double)l["loss"]!));
        Assert.Contains(Events(), e => e.SessionLog?.Status == SessionLog.Types.SessionStatus.Start && e.Step == 4);
    }

    /// <summary>A run that was killed before its first checkpoint begins again, its first line too.</summary>
    [Fact]
    public void Open_OfARunThatBeginsAgain_DropsAll()
    {
        for (var start = 0; start < 2; start++)
            using (var log = new RunLog(Run, "step", 10, done: 0))
                log.Write(0, ("loss", start));
        Assert.Equal(1, (double)Assert.Single(Lines)["loss"]!);
    }

    [Fact]
    public void Open_InAFolderThatTrains_IsAnError()
    {
        using (new RunLog(Run, "step", 10, 0))
        {
            Assert.Contains(
                "another process",
                Assert.Throws<InputException>(() => new RunLog(Run, "step", 10, 0)).Message
            );
            Assert.True(RunLog.IsHeld(folder["run"]));
        }
        Assert.False(RunLog.IsHeld(folder["run"]));
    }

    /// <summary>CRC-32C of "123456789" is 0xE3069283, RFC 3720 B.4's polynomial.</summary>
    [Fact]
    public void MaskedCrc_IsThePublishedOne()
    {
        const uint crc = 0xE3069283;
        Assert.Equal(unchecked(((crc >> 15) | (crc << 17)) + 0xA282EAD8), EventFile.MaskedCrc("123456789"u8));
    }

    [Fact]
    public void Below_TellsStateAndFigures()
    {
        var ssl = RunFolder.Open(folder["ssl"], Ssl, resume: false);
        Assert.Equal(("ssl", "simclr", "not begun"), Told());
        using (var log = new RunLog(ssl, "step", 8, 0))
        {
            log.Write(2, ("loss", 1.5), ("lr", 1));
            Assert.Equal(("ssl", "simclr", "running"), Told());
        }
        Assert.Equal(("ssl", "simclr", "interrupted"), Told());
        var summary = Assert.Single(RunSummary.Below(folder.Path));
        Assert.Equal((0.25, ssl.ConfigSha256), (summary.Share, summary.ConfigSha256));
        Assert.Equal([("loss", 1.5)], summary.Figures);
        using (var log = new RunLog(ssl, "step", 8, 2))
            log.Write(8, ("loss", 1));
        Assert.Equal(("ssl", "simclr", "finished"), Told());

        (string, string, string) Told() =>
            Assert.Single(RunSummary.Below(folder.Path)) is var s ? (s.Kind, s.Method, s.State) : default;
    }

    [Theory]
    [InlineData(8, 6, "finished")] // the log of an older version ends before the last step
    [InlineData(4, 8, "interrupted")] // killed between the last line of the log and the last checkpoint
    public void Below_OfARunWithACheckpoint_GoesByIt(int saved, int logged, string state)
    {
        var ssl = RunFolder.Open(folder["ssl"], Ssl, resume: false);
        using (var log = new RunLog(ssl, "step", 8, 0))
            log.Write(logged, ("loss", 1.5));
        Checkpoint.Save(ssl.Checkpoint, new { }, [], [], new(ssl.ConfigSha256, saved));
        Assert.Equal(state, Assert.Single(RunSummary.Below(folder.Path)).State);
    }

    /// <summary>
    /// A program that runs can be read and not written, even by a superuser, as a file of a read-only mount.
    /// </summary>
    [Fact]
    public void IsHeld_OfALockThatCannotBeWritten_IsFalse()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems let a running program be written");
        Directory.CreateDirectory(folder["run"]);
        File.CreateSymbolicLink(Path.Combine(folder["run"], "run.lock"), "/proc/self/exe");
        Assert.False(RunLog.IsHeld(folder["run"]));
    }

    [Fact]
    public void Below_OfAnotherProgramsConfig_TellsNothing()
    {
        Directory.CreateDirectory(folder["other"]);
        File.WriteAllText(Path.Combine(folder["other"], "config.json"), """{"Config": "large", "Method": 3}""");
        Assert.Empty(RunSummary.Below(folder.Path));
    }

    List<Event> Events()
    {
        var events = new List<Event>();
        foreach (var file in Directory.GetFiles(folder["run"], "events.out.tfevents.*").Order(StringComparer.Ordinal))
        {
            ReadOnlySpan<byte> rest = File.ReadAllBytes(file);
            while (rest.Length > 0)
            {
                var length = (int)BinaryPrimitives.ReadInt64LittleEndian(rest);
                Assert.Equal(EventFile.MaskedCrc(rest[..8]), BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]));
                Assert.Equal(
                    EventFile.MaskedCrc(rest.Slice(12, length)),
                    BinaryPrimitives.ReadUInt32LittleEndian(rest[(12 + length)..])
                );
                events.Add(Event.Parser.ParseFrom(rest.Slice(12, length).ToArray()));
                rest = rest[(16 + length)..];
            }
        }
        return events;
    }
}
