using System.Buffers;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Platform.Inference.Wire;

/// <summary>
/// Counts the fields of a message before it is made of them: an empty one of two bytes becomes an object of a hundred
/// and more, so that a limit on bytes alone bounds no memory. https://protobuf.dev/programming-guides/encoding/
/// </summary>
/// <param name="most">fields, those of messages within it among them</param>
sealed class WireFields(int most)
{
    int left = most;

    /// <returns>true, too, where the bytes are no message: who reads them gets no further than this</returns>
    public bool Fit(ReadOnlySequence<byte> message, MessageDescriptor type)
    {
        var reader = new SequenceReader<byte>(message);
        while (!reader.End)
        {
            if (--left < 0)
                return false;
            if (!TryVarint(ref reader, out var tag))
                return true;
            switch (WireFormat.GetTagWireType((uint)tag))
            {
                case WireFormat.WireType.Varint when TryVarint(ref reader, out _):
                case WireFormat.WireType.Fixed32 when TryAdvance(ref reader, 4):
                case WireFormat.WireType.Fixed64 when TryAdvance(ref reader, 8):
                case WireFormat.WireType.StartGroup or WireFormat.WireType.EndGroup:
                    break;
                case WireFormat.WireType.LengthDelimited
                    when TryVarint(ref reader, out var length) && length <= (ulong)reader.Remaining:
                    var field = type.FindFieldByNumber(WireFormat.GetTagFieldNumber((uint)tag));
                    if (
                        field?.FieldType == FieldType.Message
                        && !Fit(reader.UnreadSequence.Slice(0, (long)length), field.MessageType)
                    )
                        return false;
                    reader.Advance((long)length);
                    break;
                default:
                    return true;
            }
        }
        return true;
    }

    static bool TryAdvance(ref SequenceReader<byte> reader, int count)
    {
        if (reader.Remaining < count)
            return false;
        reader.Advance(count);
        return true;
    }

    static bool TryVarint(ref SequenceReader<byte> reader, out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64 && reader.TryRead(out var next); shift += 7)
        {
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return true;
        }
        return false;
    }
}
