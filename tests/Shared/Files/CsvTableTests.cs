using System.Text;
using Platform.Shared.Files;

namespace Platform.Shared.Tests.Files;

public sealed class CsvTableTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    string File(byte[] content)
    {
        folder.Write("t.csv", content);
        return folder["t.csv"];
    }

    string File(string content) => File(Encoding.UTF8.GetBytes(content));

    string Refusal(string content) =>
        Assert.Throws<InputException>(() => CsvTable.Read(File(content), ["id", "dx"], ["age"])).Message;

    [Theory]
    [InlineData("id,dx,age\nA,nv,5\n")]
    [InlineData("id;dx;age\r\nA;nv;5\r\n")]
    [InlineData("\"id\"\t\"dx\"\t\"age\"\n\"A\"\t\"nv\"\t5\n")]
    [InlineData("age, id ,dx\n\n5,A, nv \n,,\n")]
    [InlineData("id,dx,age,\nA,nv,5,\n")]
    public void Read_TakesTheSeparatorOfTheHeader(string content)
    {
        var row = Assert.Single(CsvTable.Read(File(content), ["id", "dx"], ["age", "sex"]));
        Assert.Equal(("A", "nv", "5", ""), (row["id"], row["dx"], row["age"], row["sex"]));
    }

    [Fact]
    public void Read_TakesQuotedSeparatorsQuotesAndNewlines()
    {
        var row = Assert.Single(CsvTable.Read(File("id;dx\n\"A;B\";\"say \"\"nv\"\"\nthen\"\n"), ["id", "dx"]));
        Assert.Equal(("A;B", "say \"nv\"\nthen"), (row["id"], row["dx"]));
    }

    public static TheoryData<byte[]> ByteOrderMarks =>
        [
            .. new Encoding[] { new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode }.Select(e =>
                (byte[])[.. e.GetPreamble(), .. e.GetBytes("id,dx\nÄ,nv\n")]
            ),
        ];

    [Theory]
    [MemberData(nameof(ByteOrderMarks))]
    public void Read_TakesByteOrderMarks(byte[] content) =>
        Assert.Equal("Ä", Assert.Single(CsvTable.Read(File(content), ["id", "dx"]))["id"]);

    [Fact]
    public void Read_OfAShortRow_NamesLineAndColumn()
    {
        var message = Refusal("id,dx,age\nA,nv,5\nB\n");
        Assert.EndsWith("t.csv: line 3: no field for the column dx: 1 fields, the header has 3", message);
    }

    [Fact]
    public void Read_OfAShortRowThatHoldsWhatIsWanted_TakesIt() =>
        Assert.Equal("", CsvTable.Read(File("id,dx,site\nA,nv\n"), ["id", "dx"])[0]["site"]);

    [Theory]
    [InlineData("", "empty")]
    [InlineData("\n\n", "empty")]
    [InlineData("id,age\nA,5\n", "no column dx; it has id, age")]
    [InlineData("id,dx,dx\nA,nv,mel\n", "the column dx is there twice")]
    [InlineData(
        "id,dx\nA,nv,extremity\n",
        "line 2: 3 fields, the header has 2; put a field that holds the separator in quotation marks"
    )]
    [InlineData("id,dx\nA,n\"v\n", "line 2: a quotation mark within a field")]
    [InlineData("id,dx\nA,\"nv\nB,mel\n", "line")]
    public void Read_OfWhatIsNoSuchTable_SaysWhy(string content, string reason)
    {
        var message = Refusal(content);
        Assert.Contains(reason, message);
        Assert.Contains("t.csv: ", message);
        Assert.DoesNotContain("configuration", message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Read_OfOtherEncodings_SaysWhichIsWanted()
    {
        var latin = Encoding.Latin1.GetBytes("id,dx\ncafé,nv\n");
        Assert.Contains(
            "not UTF-8; save it as CSV in UTF-8",
            Assert.Throws<InputException>(() => CsvTable.Read(File(latin), ["id"])).Message
        );
        Assert.Contains(
            "save it as CSV in UTF-8",
            Assert
                .Throws<InputException>(() => CsvTable.Read(File(Encoding.Unicode.GetBytes("id,dx\nA,nv\n")), ["id"]))
                .Message
        );
    }

    [Fact]
    public void Write_ReadBack_GivesTheSame()
    {
        string[][] rows =
        [
            ["a,b", "say \"x\""],
            [" blank ", "two\nlines"],
            ["", "Ä;"],
        ];
        CsvTable.Write(folder["w.csv"], ["one", "two"], rows);
        Assert.Equal(rows, CsvTable.Read(folder["w.csv"], ["one", "two"]).Select(r => (string[])[r["one"], r["two"]]));
    }
}
