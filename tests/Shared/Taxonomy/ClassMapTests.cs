using Platform.Shared.Taxonomy;

namespace Platform.Shared.Tests.Taxonomy;

public sealed class ClassMapTests
{
    [Fact]
    public void Join_OfHamAndIsic_MeetsInHamsClasses()
    {
        var (classes, isic, ham) = ClassMap.Join(Diagnosis.Isic2019, Diagnosis.Ham10000);
        Assert.Equal(Diagnosis.Ham10000, classes);
        Assert.Equal(["akiec", "bcc", "bkl", "df", "mel", "nv", "akiec", "vasc"], isic.Select(i => classes[i]));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], ham);
    }

    [Fact]
    public void Join_OfOneDataSet_KeepsItsClasses_EvenWhereTheOtherLacksOne()
    {
        var (classes, codes, others) = ClassMap.Join(Diagnosis.Isic2019, ["SCC", "AK"]);
        Assert.Equal(Diagnosis.Isic2019, classes);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], codes);
        Assert.Equal([6, 0], others);
    }

    [Fact]
    public void Join_OfADataSetThatTellsMalignancyAlone_PartsTheModelsClasses()
    {
        var (classes, isic, others) = ClassMap.Join(Diagnosis.Isic2019, ["malignant", "benign"]);
        Assert.Equal(["benign", "malignant"], classes);
        Assert.Equal(["AK", "BCC", "MEL", "SCC"], Diagnosis.Isic2019.Where((_, i) => classes[isic[i]] == "malignant"));
        Assert.Equal([1, 0], others);
        Assert.Contains(
            "'wart'",
            Assert.Throws<InputException>(() => ClassMap.Join(["mel", "wart"], ["benign"])).Message
        );
    }

    [Fact]
    public void Join_OfAStrangersClass_NamesIt() =>
        Assert.Contains(
            "'wart'",
            Assert.Throws<InputException>(() => ClassMap.Join(["mel", "nv"], ["mel", "wart"])).Message
        );
}
