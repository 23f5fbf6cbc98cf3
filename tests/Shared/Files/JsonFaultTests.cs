using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Shared.Files;

namespace Platform.Shared.Tests.Files;

/// <summary>Whoever edited a file is told the field and the line, in no word of the program's own.</summary>
public sealed class JsonFaultTests
{
    enum Layout
    {
        Folder,
        Packed,
    }

    sealed record Inner(ulong Seed, Layout Layout, string Name);

    sealed record Outer(Inner Settings);

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    [Theory]
    [InlineData("'seed': -1, 'layout': 'folder', 'name': 'a'", "line 2: settings.seed: a value")]
    [InlineData("'seed': 1, 'layout': 'tar', 'name': 'a'", "line 2: settings.layout: a value")]
    [InlineData("'seed': 1, 'layout': 'folder', 'name': null", "line 2: name: must not be null")]
    [InlineData("'seed': 1, 'layout': 'folder'", "without 'name'")]
    [InlineData("'sead': 1", "an unknown field 'sead'")]
    [InlineData("'seed': 1,,", "line 2: ',' is an invalid start of a property name")]
    public void Of_AnEditedFile_NamesTheFieldAndNoType(string fields, string expected)
    {
        var text = $"{{ 'settings': {{\n{fields} }} }}".Replace('\'', '"');
        var exception = Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize<Outer>(text, Json));
        var fault = JsonFault.Of(exception);
        Assert.Contains(expected, fault);
        foreach (var word in new[] { "System.", "Platform.", ".NET", "LineNumber", "BytePosition", "$", "\n" })
            Assert.DoesNotContain(word, fault);
    }
}
