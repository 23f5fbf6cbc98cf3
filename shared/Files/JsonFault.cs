using System.Text.Json;
using System.Text.RegularExpressions;

namespace Platform.Shared.Files;

/// <summary>
/// What is wrong with a JSON file, in words for whoever has the file: the field and the line. The library's own message
/// names the types of the program, and counts lines from 0.
/// </summary>
public static partial class JsonFault
{
    /// <param name="exception">a <see cref="JsonException"/>; of any other, its own message is the answer</param>
    public static string Of(Exception exception)
    {
        if (exception is not JsonException json)
            return exception.Message.ReplaceLineEndings(" ");
        var message = Position().Replace(json.Message, "").ReplaceLineEndings(" ");
        var line = json.LineNumber is { } number ? $"line {number + 1}: " : "";
        return line + Plain(message, json.Path is { } path ? path.TrimStart('$').TrimStart('.') : "");
    }

    static string Plain(string message, string field)
    {
        if (message.Contains("could not be converted to", StringComparison.Ordinal))
            return field == "" ? "not what this file holds" : $"{field}: a value that this field cannot have";
        if (First(Unknown(), message) is { } unknown)
            return $"an unknown field '{unknown}'";
        if (First(Missing(), message) is { } missing)
            return $"without {missing.TrimEnd('.')}";
        if (First(Null(), message) is { } empty)
            return $"{JsonNamingPolicy.CamelCase.ConvertName(empty)}: must not be null";
        return message;
    }

    static string? First(Regex pattern, string message) =>
        pattern.Match(message) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"\s*(Path: .*)?(\|\s*)?LineNumber: \d+ \| BytePositionInLine: \d+\.?$", RegexOptions.Singleline)]
    private static partial Regex Position();

    [GeneratedRegex("^The JSON property '(.*)' could not be mapped")]
    private static partial Regex Unknown();

    [GeneratedRegex("missing required properties including: (.*)$")]
    private static partial Regex Missing();

    [GeneratedRegex("^The (?:property or field|constructor parameter) '(.*?)' .*doesn't allow (?:setting )?null")]
    private static partial Regex Null();
}
