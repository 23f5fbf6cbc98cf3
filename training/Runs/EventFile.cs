using System.Buffers.Binary;
using System.Numerics;
using Google.Protobuf;
using Tensorboard;

namespace Platform.Training.Runs;

/// <summary>
/// One TensorBoard event file: TFRecords (length, its masked CRC-32C, data, its masked CRC-32C) of Event messages.
/// tensorflow/core/lib/io/record_writer.h, tensorflow/core/lib/hash/crc32c.h.
/// </summary>
/// <remarks>
/// The messages are TorchSharp's; its own SummaryWriter cannot void the steps that a resumed run repeats.
/// </remarks>
public sealed class EventFile : IDisposable
{
    readonly FileStream file;

    /// <param name="firstStep">
    /// What earlier files of the folder hold of this step and later is void; 0 for a run that begins.
    /// </param>
    public EventFile(string folder, long firstStep)
    {
        Directory.CreateDirectory(folder);
        var start = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        // TensorBoard reads files in the order of their names
        var number = Directory.EnumerateFiles(folder, "events.out.tfevents.*").Count();
        file = new(
            Path.Combine(folder, $"events.out.tfevents.{start:D10}.{number:D4}"),
            FileMode.CreateNew,
            FileAccess.Write,
            FileShare.Read
        );
        Write(new Event { Step = firstStep, FileVersion = "brain.Event:2" });
        if (firstStep > 0)
            Write(
                new Event
                {
                    Step = firstStep,
                    SessionLog = new() { Status = SessionLog.Types.SessionStatus.Start },
                }
            );
    }

    public void Scalars(long step, IEnumerable<(string Tag, double Value)> values)
    {
        var summary = new Summary();
        summary.Value.AddRange(
            values.Select(v => new Summary.Types.Value { Tag = v.Tag, SimpleValue = (float)v.Value })
        );
        Write(new Event { Step = step, Summary = summary });
    }

    public void Image(long step, string tag, byte[] png)
    {
        var (width, height) = (
            BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)),
            BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))
        ); // IHDR
        var image = new Summary.Types.Image
        {
            Width = width,
            Height = height,
            Colorspace = 3,
            EncodedImageString = ByteString.CopyFrom(png),
        };
        Write(
            new Event
            {
                Step = step,
                Summary = new()
                {
                    Value =
                    {
                        new Summary.Types.Value { Tag = tag, Image = image },
                    },
                },
            }
        );
    }

    void Write(Event entry)
    {
        entry.WallTime = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
        var data = entry.ToByteArray();
        var record = new byte[8 + 4 + data.Length + 4];
        BinaryPrimitives.WriteInt64LittleEndian(record, data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), MaskedCrc(record.AsSpan(0, 8)));
        data.CopyTo(record, 12);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12 + data.Length), MaskedCrc(data));
        file.Write(record);
        file.Flush();
    }

    /// <summary>crc32c.h, Mask: rotated right by 15 bits, plus a constant.</summary>
    internal static uint MaskedCrc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
            crc = BitOperations.Crc32C(crc, value);
        return BitOperations.RotateRight(~crc, 15) + 0xA282EAD8;
    }

    public void Dispose() => file.Dispose();
}
