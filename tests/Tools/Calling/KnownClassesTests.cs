using Platform.Protos;
using Platform.Tools.Calling;

namespace Platform.Tools.Tests.Calling;

public sealed class KnownClassesTests
{
    static Answer Of(string? label, string top) =>
        new(
            new($"{label}/a.png", label),
            new()
            {
                TopClass = top,
                BundleName = "tiny",
                BundleVersion = "1.0.0",
                Predictions =
                {
                    new Prediction { Code = "mel" },
                    new Prediction { Code = "nv" },
                },
            },
            null
        );

    [Fact]
    public void Only_OfFoldersThatAreNoClass_LeavesThemOutOfTheScore()
    {
        var (answers, note) = KnownClasses.Only([Of("patient 1", "nv"), Of("mel", "mel"), Of(null, "nv")]);
        Assert.Equal(3, answers.Count);
        var score = Score.Of(answers)!;
        Assert.Equal((1, 1.0), (score.Images, score.Accuracy));
        Assert.Equal(
            "images that are not scored: 1, whose folders are no classes of tiny 1.0.0 (mel, nv): patient 1",
            note
        );
    }

    [Fact]
    public void Only_OfClasses_ChangesNothing()
    {
        Answer[] given = [Of("mel", "nv"), Of("nv", "nv")];
        var (answers, note) = KnownClasses.Only(given);
        Assert.Equal(given, answers);
        Assert.Null(note);
    }
}
