using System.Reflection;
using System.Text.Json.Serialization;

namespace Platform.CommandLine;

/// <summary>
/// The values of an enumeration as people write them: in lower case, or by the name that it has in files; none by its
/// number.
/// </summary>
public static class Choices
{
    /// <summary>All of them, in their order.</summary>
    public static IReadOnlyList<string> Of(Type type) => [.. Enum.GetNames(type).Select(n => Name(type, n))];

    /// <summary>The value that a text is the name of, in capitals or not.</summary>
    public static object Parse(Type type, string text) =>
        Enum.Parse(
            type,
            Enum.GetNames(type).First(n => Name(type, n).Equals(text, StringComparison.OrdinalIgnoreCase))
        );

    /// <summary>Whether a text is one of them, in capitals or not.</summary>
    public static bool Has(Type type, string text) => Of(type).Contains(text.ToLowerInvariant());

    /// <summary>What to say of a text that is none of them, after the name of the option or field.</summary>
    public static string Complaint(string text, Type type) => $"'{text}' is none of {string.Join(", ", Of(type))}";

    static string Name(Type type, string member) =>
        type.GetField(member)!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name
        ?? member.ToLowerInvariant();

    /// <summary>What stands for the value in a page of help, such as "lesion|image".</summary>
    public static string Placeholder(Type type) => string.Join('|', Of(type));
}
