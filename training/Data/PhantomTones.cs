using SkiaSharp;
using static Platform.Training.Data.PhantomImage;

namespace Platform.Training.Data;

/// <summary>
/// The colours of one patient's skin and lesion. They are drawn without regard to the class, so that no class can be
/// told by its mean colour; a lesion's is the light that melanin and blood leave of the skin's (Beer-Lambert).
/// </summary>
/// <param name="Dark">more of the lesion's own pigment: lines, dots, blotches</param>
/// <param name="Light">what keratin or a veil hides of the pigment: cysts, holes of a network</param>
readonly record struct PhantomTones(SKColor Skin, SKColor Body, SKColor Dark, SKColor Light)
{
    static readonly (float R, float G, float B) Melanin = (0.55f, 0.85f, 1.05f),
        Blood = (0.22f, 1.05f, 0.85f);

    public static PhantomTones Draw(Random random)
    {
        var skin = Mix(new(244, 212, 196), new(164, 112, 84), random.NextSingle());
        var blood = random.NextSingle();
        var body = Absorb(skin, Between(random, 0.35f, 1), blood);
        return new(skin, body, Absorb(body, Between(random, 0.8f, 1.1f), blood), Mix(body, new(240, 224, 208), 0.7f));
    }

    /// <param name="depth">of pigment, in units in which its absorptions are given</param>
    /// <param name="blood">share of blood in the pigment, the rest is melanin</param>
    static SKColor Absorb(SKColor color, float depth, float blood)
    {
        byte Left(byte light, float melanin, float haemoglobin) =>
            (byte)(light * MathF.Exp(-depth * (melanin + (haemoglobin - melanin) * blood)));
        return new(
            Left(color.Red, Melanin.R, Blood.R),
            Left(color.Green, Melanin.G, Blood.G),
            Left(color.Blue, Melanin.B, Blood.B)
        );
    }
}
