using System.CommandLine;
using System.CommandLine.Parsing;
using Platform.Shared;

namespace Platform.CommandLine;

/// <summary>
/// What every option and argument of a tree of commands refuses: an empty text, which a script with an unset variable
/// gives, and a number that System.CommandLine would read by dropping its commas. The help shows choices as they are
/// written.
/// </summary>
static class StrictValues
{
    public static void AddTo(Command command)
    {
        foreach (var option in command.Options)
        {
            option.Validators.Add(result => Check(result, option.Name, option.ValueType));
            if (Element(option.ValueType) is { IsEnum: true } choices)
                option.HelpName ??= Choices.Placeholder(choices);
        }
        foreach (var argument in command.Arguments)
            argument.Validators.Add(result => Check(result, $"<{argument.Name}>", argument.ValueType));
        foreach (var child in command.Subcommands)
            AddTo(child);
    }

    static Type Element(Type type) => type.IsArray ? type.GetElementType()! : Nullable.GetUnderlyingType(type) ?? type;

    static void Check(SymbolResult result, string name, Type type)
    {
        var element = Element(type);
        foreach (var text in result.Tokens.Select(t => t.Value))
            if (string.IsNullOrWhiteSpace(text))
                result.AddError($"{name}: is empty; give a value or leave it out");
            else if (element.IsEnum && !Choices.Has(element, text))
                result.AddError($"{name}: {Choices.Complaint(text, element)}");
            else if (!Numbers.Is(text, element))
                result.AddError($"{name}: {Numbers.Complaint(text, element)}");
    }
}
