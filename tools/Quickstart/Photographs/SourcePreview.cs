using System.Text.RegularExpressions;
using Platform.Shared;
using Platform.Shared.Taxonomy;
using Platform.Tools.Phases;

namespace Platform.Tools.Quickstart.Photographs;

/// <summary>What training prepare finds in the photographs before it makes anything.</summary>
public sealed partial record SourcePreview(
    IReadOnlyList<ClassCount> Classes,
    int Images,
    int Rejected,
    long PackedBytes,
    double ImagesPerSecond
)
{
    /// <summary>With fewer photographs of a class neither is it learnt nor can it be judged.</summary>
    public const int FewOfAClass = 50;

    /// <exception cref="InputException">The source is no such data set.</exception>
    public static async Task<SourcePreview> OfAsync(
        PhotographsRequest request,
        PhotographsFolder folder,
        CancellationToken cancel
    )
    {
        string[] arguments = [.. PhotographsSteps.Prepare(request, folder), "--dry-run"];
        return Parse(await PhaseProcess.RunAsync(PhaseProgram.Training, arguments, null, cancel));
    }

    /// <param name="lines">as prepare prints them</param>
    internal static SourcePreview Parse(IReadOnlyList<string> lines)
    {
        var sum = lines.Select(l => Sum().Match(l)).First(m => m.Success);
        return new(
            [
                .. lines
                    .Select(l => Counted().Match(l))
                    .Where(m => m.Success)
                    .Select(m => new ClassCount(m.Groups[2].Value, (int)Number(m.Groups[1]))),
            ],
            (int)Number(sum.Groups[1]),
            (int)Number(sum.Groups[2]),
            (long)Number(sum.Groups[3]),
            Number(sum.Groups[4])
        );
    }

    /// <exception cref="InputException">Nothing can be learnt from it, or a malignant class is not there.</exception>
    public void Check(PhotographsRequest request)
    {
        if (Classes is [var only])
            throw new InputException(
                $"--source {request.Source}: one class only, {only.Class}; a classifier tells two classes or more apart"
            );
        var unknown = request.MalignantCodes.Where(code => Classes.All(c => c.Class != code)).ToArray();
        if (unknown.Length > 0)
            throw new InputException(
                $"--malignant: no class {string.Join(", ", unknown)}; the classes are "
                    + string.Join(", ", Classes.Select(c => c.Class))
            );
    }

    /// <summary>Codes of the classes that will count as malignant; none where that is not known.</summary>
    public IReadOnlyList<string> Malignant(PhotographsRequest request) =>
        request.Malignant is null
            ? [.. Classes.Select(c => c.Class).Where(Diagnosis.Malignant.Contains)]
            : request.MalignantCodes;

    static double Number(Group group) => Numbers.Parse(group.Value.Replace(",", ""));

    [GeneratedRegex(@"^ *([\d,]+) images  (.+)$")]
    private static partial Regex Counted();

    [GeneratedRegex(
        @"^([\d,]+) images of \d+ classes, ([\d,]+) rejected; ([\d,]+) bytes packed; ([\d.]+) images/s decoded$"
    )]
    private static partial Regex Sum();
}

/// <summary>Photographs of a class.</summary>
public sealed record ClassCount(string Class, int Images);
