using Platform.Training.Experiments;

namespace Platform.Training.Tests.Experiments;

public sealed class StageFolderTests : IDisposable
{
    readonly string work = Directory.CreateTempSubdirectory("stage-").FullName;

    public void Dispose() => Directory.Delete(work, recursive: true);

    StageFolder Begun(Verb verb)
    {
        var folder = new StageFolder(work, new Stage(verb, [("--seed", "0")]));
        Directory.CreateDirectory(folder.Made(""));
        File.WriteAllText(folder.Made("half"), "");
        folder.Spent = TimeSpan.FromSeconds(61.5);
        return folder;
    }

    [Theory]
    [InlineData("gan", true)]
    [InlineData("generate", true)]
    [InlineData("head", false)]
    public void Clear_KeepsWhatTheCommandGoesOnFromAndTheTimeItTook(string name, bool kept)
    {
        var folder = Begun(new[] { Verb.Gan, Verb.Generate, Verb.Head }.Single(v => v.Name == name));
        folder.Clear();
        Assert.Equal(kept, File.Exists(folder.Made("half")));
        Assert.Equal(kept ? 61.5 : 0, folder.Spent.TotalSeconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("an hour")]
    [InlineData("NaN")]
    public void Spent_OfADamagedFile_NamesItAndSaysWhatToDo(string content)
    {
        var folder = Begun(Verb.Gan);
        File.WriteAllText(folder.File("seconds.txt"), content);
        Assert.Contains(
            "seconds.txt: damaged; delete it",
            Assert.Throws<Platform.Shared.InputException>(() => folder.Spent).Message
        );
    }
}
