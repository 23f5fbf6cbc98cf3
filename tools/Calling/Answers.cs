using Platform.Protos;

namespace Platform.Tools.Calling;

/// <param name="Response">null where the server refused the image</param>
public sealed record Answer(LabelledFile File, ClassifyResponse? Response, string? Error);

/// <summary>How often the top class was the folder's.</summary>
/// <param name="Accuracy">share of all labelled images</param>
/// <param name="BalancedAccuracy">mean recall of the classes</param>
/// <param name="Majority">share of the most frequent class: the accuracy of always naming it</param>
public sealed record Score(int Images, double Accuracy, double BalancedAccuracy, double Majority)
{
    /// <summary>Null when no image has a class; a refused image is a wrong answer.</summary>
    public static Score? Of(IReadOnlyList<Answer> answers)
    {
        var classes = answers.Where(a => a.File.Label is not null).GroupBy(a => a.File.Label!).ToArray();
        if (classes.Length == 0)
            return null;
        int Right(IEnumerable<Answer> some) => some.Count(a => a.Response?.TopClass == a.File.Label);
        var total = classes.Sum(c => c.Count());
        return new(
            total,
            (double)classes.Sum(Right) / total,
            classes.Average(c => (double)Right(c) / c.Count()),
            (double)classes.Max(c => c.Count()) / total
        );
    }
}
