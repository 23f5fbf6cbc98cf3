namespace Platform.Training.Audit;

/// <summary>What a terminal shows of an audit.</summary>
static class AuditSummary
{
    /// <param name="removed">the copies were deleted</param>
    public static void Print(AuditResult result, bool removed)
    {
        Console.WriteLine(
            $"{result.Copies.Count} of {result.Images} images are copies of training "
                + $"photographs{(removed && result.Copies.Count > 0 ? " and were deleted" : "")}; of "
                + $"{result.HeldOutImages} held-out photographs {100 * result.HeldOutCopies:0.00} % look so"
        );
        foreach (var space in result.Spaces)
            Console.WriteLine(
                $"membership inference by {space.Name}: area {space.Membership.Area.Value:0.000} "
                    + $"{space.Membership.Area.Interval(1, "0.000")}, 0.5 is guessing; "
                    + $"{100 * space.Memorised.ShareBelow:0.0} % lie nearer to a training photograph than 99 % of "
                    + $"the held-out ones do"
            );
        if (result.Encoder is null)
            Console.WriteLine("membership inference by embeddings: not measured; give --encoder");
        Console.WriteLine(result.Passed ? "passed" : $"FAILED: {string.Join("; ", result.Failures)}");
    }
}
