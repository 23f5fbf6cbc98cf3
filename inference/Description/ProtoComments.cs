using System.Text.RegularExpressions;

namespace Platform.Inference.Description;

/// <summary>The comments of the protos by the full name of what they stand above: descriptors leave them out.</summary>
static partial class ProtoComments
{
    public static IReadOnlyDictionary<string, string> Read() =>
        new[] { "lesion.proto", "open_inference.proto" }.SelectMany(ReadOne).ToDictionary();

    static Dictionary<string, string> ReadOne(string proto)
    {
        using var stream = typeof(ProtoComments).Assembly.GetManifestResourceStream(proto)!;
        using var reader = new StreamReader(stream);
        return Read(reader.ReadToEnd().Split('\n'));
    }

    /// <returns>by names such as lesion.v1.ClassifyRequest.image</returns>
    static Dictionary<string, string> Read(IEnumerable<string> lines)
    {
        var (comments, scopes, pending, package) = (
            new Dictionary<string, string>(),
            new Stack<string>(),
            new List<string>(),
            ""
        );
        foreach (var line in lines.Select(l => l.Trim()))
        {
            if (line.StartsWith("//"))
            {
                pending.Add(line[2..].Trim());
                continue;
            }
            if (Package().Match(line) is { Success: true } named)
                package = named.Groups[1].Value;
            else if (Declared().Match(line) is { Success: true } declared)
            {
                var name = (declared.Groups[1].Success ? declared.Groups[1] : declared.Groups[2]).Value;
                if (pending.Count > 0)
                    comments[string.Join('.', scopes.Where(s => s != "").Append(package).Reverse().Append(name))] =
                        string.Join(' ', pending);
                if (line.EndsWith('{'))
                    scopes.Push(line.StartsWith("oneof") ? "" : name);
            }
            else if (line.EndsWith('{'))
                scopes.Push("");
            else if (line is "}" or "};")
                scopes.TryPop(out _);
            pending.Clear();
        }
        return comments;
    }

    [GeneratedRegex(@"^package (\S+);")]
    private static partial Regex Package();

    /// <summary>A scope or a call by its name, or a field by its.</summary>
    [GeneratedRegex(
        @"^(?:(?:message|service|enum|oneof|rpc)\s+(\w+)|(?:repeated |optional )?"
            + @"(?:map<[^>]*>|[\w.]+)\s+(\w+)\s*=\s*\d+;|(?:[A-Z_]+)\s*=\s*\d+;)"
    )]
    private static partial Regex Declared();
}
