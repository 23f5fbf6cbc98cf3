namespace Platform.Training.Configuration;

/// <summary>How a property is written as an option: R1Gamma is <c>--r1-gamma</c>.</summary>
static class OptionName
{
    public static string Of(string property) =>
        "--"
        + string.Concat(
            property.Select(
                (c, i) =>
                    char.IsUpper(c) && i > 0 && !char.IsUpper(property[i - 1])
                        ? $"-{char.ToLowerInvariant(c)}"
                        : $"{char.ToLowerInvariant(c)}"
            )
        );
}
