using System.Reflection.Emit;

namespace Platform.Architecture.Tests.Namespaces;

/// <summary>The metadata tokens that a method body's instructions carry (ECMA-335, partition III).</summary>
static class MethodTokens
{
    const byte TwoByteCode = 0xFE;

    static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes)
        .GetFields()
        .Select(f => (OpCode)f.GetValue(null)!)
        .ToDictionary(c => c.Value);

    /// <summary>Types, methods, fields, members and signatures that <paramref name="code"/> names, in order.</summary>
    public static IEnumerable<int> Of(byte[] code)
    {
        for (var at = 0; at < code.Length; )
        {
            short value = code[at++];
            if (value == TwoByteCode)
                value = (short)(TwoByteCode << 8 | code[at++]);
            var kind = Codes[value].OperandType;
            if (CarriesToken(kind))
                yield return BitConverter.ToInt32(code, at);
            at += OperandSize(kind, code, at);
        }
    }

    static bool CarriesToken(OperandType kind) =>
        kind
            is OperandType.InlineField
                or OperandType.InlineMethod
                or OperandType.InlineSig
                or OperandType.InlineTok
                or OperandType.InlineType;

    /// <summary>Bytes; a switch has a count and as many targets.</summary>
    static int OperandSize(OperandType kind, byte[] code, int at) =>
        kind switch
        {
            OperandType.InlineNone => 0,
            OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
            OperandType.InlineVar => 2,
            OperandType.InlineI8 or OperandType.InlineR => 8,
            OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
            _ => 4,
        };
}
