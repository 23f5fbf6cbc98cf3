using Platform.Inference.Security;

namespace Platform.Inference.Tests.Security;

/// <summary>keys add --expires, and who is told of it.</summary>
public sealed class ExpiryTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("expiry-");

    string Keys => Path.Combine(folder.FullName, "keys.json");

    static DateOnly Today => DateOnly.FromDateTime(DateTime.UtcNow);

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Add_StoresTheLastDay_ListShowsIt_AndDoctorWarnsTwoWeeksBefore()
    {
        var last = Today.AddDays(90);
        Assert.Equal(0, (await Cli.RunAsync("keys", "add", "days", "--keys", Keys, "--expires", "90d")).ExitCode);
        Assert.Equal(
            0,
            (await Cli.RunAsync("keys", "add", "date", "--keys", Keys, "--expires", $"{last:yyyy-MM-dd}")).ExitCode
        );
        Assert.Equal(0, (await Cli.RunAsync("keys", "add", "ever", "--keys", Keys)).ExitCode);
        Assert.Equal([last, last, null], KeyFile.Read(Keys).Select(k => k.Expires));
        Assert.Equal(2, File.ReadAllText(Keys).Split("\"expires\"").Length - 1); // an older release reads the third

        var listed = (await Cli.RunAsync("keys", "list", "--keys", Keys)).OutputLines;
        Assert.Contains($"  expires {last:yyyy-MM-dd}  50/s", listed[0]);
        Assert.Contains("  does not expire     50/s", listed[2]);
        Assert.Contains((await Cli.RunAsync("doctor", "--keys", Keys)).OutputLines, l => l.StartsWith("ok    keys"));

        KeyFile.Change(
            Keys,
            keys => [.. keys.Select(k => k.Name == "date" ? k with { Expires = Today.AddDays(13) } : k)]
        );
        var warned = Assert.Single(
            (await Cli.RunAsync("doctor", "--keys", Keys)).OutputLines,
            l => l.Contains("  keys ")
        );
        Assert.StartsWith("warn  keys", warned);
        Assert.Contains($"'date' expires after {Today.AddDays(13):yyyy-MM-dd}", warned);
    }

    [Theory]
    [InlineData("2020-01-01", "has passed; today is ")]
    [InlineData("0d", "must be 1d to 36500d")]
    [InlineData("soon", "write a date such as 2027-06-30, or days such as 90d")]
    [InlineData("2027-02-30", "write a date such as 2027-06-30, or days such as 90d")]
    public async Task Add_WithADayThatIsNone_SaysHowToWriteIt(string day, string reason)
    {
        var result = await Cli.RunAsync("keys", "add", "a", "--keys", Keys, "--expires", day);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"error: --expires {day}: {reason}", Assert.Single(result.ErrorLines));
        Assert.False(File.Exists(Keys));
    }

    [Fact]
    public void KeyFile_OfAnEarlierRelease_IsRead()
    {
        var sha256 = new string('0', 64);
        File.WriteAllText(
            Keys,
            $$"""
            { "keys": [ { "id": "0011aabb", "name": "a", "sha256": "{{sha256}}", "scopes": ["classify"],
              "rate": 1, "burst": 1, "created": "2026-01-01T00:00:00Z" } ] }
            """
        );
        Assert.Null(Assert.Single(KeyFile.Read(Keys)).Expires);
    }
}
