using System.Buffers.Binary;
using System.Text;
using Platform.Shared;
using Platform.Training.Encoders.Weights;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Encoders.Weights;

public sealed class SafeTensorsTests
{
    static byte[] File(string header, int dataBytes)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + dataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, 8);
        for (var i = 0; i < dataBytes; i++)
            bytes[8 + json.Length + i] = (byte)i;
        return bytes;
    }

    static SafeTensorsReader Open(byte[] bytes) => new("x.safetensors", new MemoryStream(bytes));

    const string Two = """
        {"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]},
        "a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}
        """;

    [Fact]
    public void Read_TakesTensorsInAnyOrderOfTheHeader()
    {
        using var scope = NewDisposeScope();
        using var file = Open(File(Two, 12));
        Assert.Equal(["a", "b"], file.Entries.Keys.Order());
        Assert.Equal(BitConverter.ToSingle([0, 1, 2, 3]), file.Read("a").item<float>());
        Assert.Equal([2], file.Read("b").shape);
        Assert.Equal(BitConverter.ToSingle([8, 9, 10, 11]), file.Read("b")[1].item<float>());
    }

    [Fact]
    public void Write_ReadsBackBitForBit_InEveryType()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        var tensors = new Dictionary<string, Tensor>
        {
            ["layer.weight"] = randn(3, 2, 5),
            ["half"] = randn(7).to(ScalarType.Float16),
            ["brain"] = randn(3).to(ScalarType.BFloat16),
            ["double"] = randn([2, 2], ScalarType.Float64),
            ["count"] = tensor(long.MaxValue),
            ["turned"] = randn(4, 6).t(),
            ["none"] = zeros(0, 3),
        };
        var metadata = new Dictionary<string, string> { ["format"] = "pt", ["é"] = "\"quoted\"\n" };
        var stream = new MemoryStream();
        SafeTensorsWriter.Write(stream, tensors, metadata);
        using var file = Open(stream.ToArray());
        Assert.Equal(metadata.OrderBy(m => m.Key), file.Metadata.OrderBy(m => m.Key));
        Assert.Equal(tensors.Keys.Order(), file.Entries.Keys.Order());
        foreach (var (name, expected) in tensors)
        {
            var actual = file.Read(name);
            Assert.Equal(expected.dtype, actual.dtype);
            Assert.Equal(expected.shape, actual.shape);
            Assert.Equal(expected.contiguous().bytes.ToArray(), actual.bytes.ToArray());
        }
        var again = new MemoryStream();
        SafeTensorsWriter.Write(again, tensors.Reverse().ToDictionary(), metadata);
        Assert.Equal(stream.ToArray(), again.ToArray());
    }

    public static TheoryData<string, int, string> Malformed =>
        new()
        {
            { "[]", 0, "does not begin with '{'" },
            { "", 0, "does not begin with '{'" },
            { """{"a":""", 0, "its header is no JSON" },
            { """{"a":{}}""", 0, "has other fields" },
            { """{"a":{},"a":{}}""", 0, "its header is no JSON" },
            { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1}}""", 4, "has other fields" },
            { """{"a":{"dtype":"F32","shape":[1]}}""", 4, "has other fields" },
            { """{"a":[1]}""", 4, "a is no object" },
            { """{"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}""", 4, "F8_E4M3" },
            { """{"a":{"dtype":4,"shape":[1],"data_offsets":[0,4]}}""", 4, "has the type 4" },
            { """{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "holds -1" },
            { """{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "holds 1.5" },
            { """{"a":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}""", 4, "shape is no list" },
            { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "are not two numbers" },
            { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "are not two numbers" },
            { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "the file is cut short" },
            { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "which a shape of [2]" },
            {
                """{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""",
                0,
                "which a shape of [4611686018427387904, 4]"
            },
            { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 8, "the last 4 bytes belong to no tensor" },
            { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "4 bytes before a belong to no tensor" },
            {
                """
                    {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},
                    "b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}
                    """,
                8,
                "b overlaps the tensor before it by 4 bytes"
            },
            { """{"__metadata__":{"a":1}}""", 0, "__metadata__: a is no text" },
            { """{"__metadata__":1}""", 0, "__metadata__ is no object" },
            { """{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}""", 0, "its header is no JSON" },
        };

    [Theory, MemberData(nameof(Malformed))]
    public void Open_AMalformedHeader_SaysInOneLineWhatIsWrong(string header, int dataBytes, string says)
    {
        var error = Assert.Throws<InputException>(() => Open(File(header, dataBytes)));
        Assert.Contains(says, error.Message);
        Assert.StartsWith("x.safetensors: not a ", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Open_CutAnywhere_IsRefused()
    {
        var whole = File(Two, 12);
        for (var length = 0; length < whole.Length; length++)
            Assert.Throws<InputException>(() => Open(whole[..length]));
    }

    [Fact]
    public void Open_AHeaderThatIsTooLong_IsRefusedBeforeItIsRead()
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, 100_000_001);
        Assert.Contains("at most 100,000,000", Assert.Throws<InputException>(() => Open(bytes)).Message);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, ulong.MaxValue);
        Assert.Contains("at most 100,000,000", Assert.Throws<InputException>(() => Open(bytes)).Message);
    }
}
