using Platform.Shared;

namespace Platform.Training.Encoders.Weights;

/// <summary>Opens a file of weights by what it begins with, whatever it is called.</summary>
static class TensorFiles
{
    /// <summary>A zip, as torch.save writes it since PyTorch 1.6, and a pickle alone, as it did before.</summary>
    static readonly byte[] Zip = [(byte)'P', (byte)'K', 3, 4],
        Pickle = [0x80, 2];

    /// <exception cref="InputException">Of another format, or damaged.</exception>
    public static ITensorFile Open(string path)
    {
        var stream = File.OpenRead(path);
        try
        {
            var begin = new byte[Zip.Length];
            var read = stream.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false);
            stream.Position = 0;
            if (begin.AsSpan(0, read).StartsWith(Pickle))
                throw new InputException(
                    $"{path}: of torch.save before PyTorch 1.6, which is not read; {PyTorchConversion.Advice(path)}"
                );
            if (!begin.SequenceEqual(Zip))
                return new SafeTensorsReader(path, stream);
            using (stream)
                return new PyTorchFile(path, stream);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }
}
