using Platform.Shared.Taxonomy;

namespace Platform.Shared.Tests.Taxonomy;

public sealed class LabelTableTests
{
    [Theory]
    [InlineData("nv", "nv", "NV", false)]
    [InlineData("NEV", "nv", "NV", false)]
    [InlineData("SEK", "bkl", "BKL", false)]
    [InlineData("ACK", "akiec", "AK", true)]
    [InlineData("SCCKA", "akiec", "SCC", true)]
    [InlineData("solar or actinic keratosis", "akiec", "AK", true)]
    [InlineData("Melanoma in situ", "mel", "MEL", true)]
    [InlineData("AKIEC", "akiec", null, true)]
    [InlineData("MAL_OTH", null, null, true)]
    [InlineData("Benign", null, null, false)]
    [InlineData("Indeterminate", null, null, null)]
    public void Find_KnowsTheLabelsOfEachPublisher(string label, string? seven, string? eight, bool? malignant)
    {
        var known = Assert.IsType<KnownLabel>(LabelTable.Find(label));
        Assert.Equal((seven, eight, malignant), (known.Ham10000, known.Isic2019, known.Malignant));
    }

    [Theory]
    [InlineData("")]
    [InlineData("unknown")]
    [InlineData("naevi")]
    [InlineData("melanomas")]
    public void Find_GuessesNothing(string label) => Assert.Null(LabelTable.Find(label));

    /// <summary>The scores of malignancy, which go by codes, say the same as the labels.</summary>
    [Fact]
    public void Find_OfACode_AgreesWithTheCodesOfCancer()
    {
        foreach (var code in Diagnosis.Malignant)
            Assert.True(LabelTable.Find(code)?.Malignant, code);
        foreach (var code in Diagnosis.Ham10000.Concat(Diagnosis.Isic2019))
            Assert.Equal(Diagnosis.Malignant.Contains(code), LabelTable.Find(code)?.Malignant);
    }
}
