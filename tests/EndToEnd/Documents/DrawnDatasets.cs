namespace Platform.EndToEnd.Tests.Documents;

/// <summary>Lines of a shell that draw pictures in the layout of each data set of docs/DATA.md.</summary>
static class DrawnDatasets
{
    public static readonly string[] Lines =
    [
        "training prepare --dataset phantom --count 60 --size 8 --test 0.9 --out drawn " + "--held-out photographs",
        "n=0; picture() { n=$((n + 1)); mkdir -p \"$(dirname \"$1\")\"; cp \"$(ls photographs/*/* | "
            + "sed -n ${n}p)\" \"$1\"; }",
        "table() { mkdir -p \"$(dirname \"$1\")\"; printf '%s\\n' \"${@:2}\" > \"$1\"; }",
        "picture 'HAM10000/HAM10000_images_part_1/A.jpg'; picture " + "'HAM10000/HAM10000_images_part_2/B.jpg'",
        "table HAM10000/HAM10000_metadata.csv "
            + "'lesion_id,image_id,dx,dx_type,age,sex,localization' 'L1,A,nv,histo,50,male,back' "
            + "'L2,B,mel,histo,50,male,back'",
        "picture 'ISIC2018/ISIC2018_Task3_Training_Input/A.jpg'; picture "
            + "'ISIC2018/ISIC2018_Task3_Test_Input/B.jpg'",
        "table ISIC2018/ISIC2018_Task3_Training_GroundTruth.csv "
            + "'image,MEL,NV,BCC,AKIEC,BKL,DF,VASC' 'A,1,0,0,0,0,0,0'",
        "table ISIC2018/ISIC2018_Task3_Test_GroundTruth.csv 'image,MEL,NV,BCC,AKIEC,BKL,DF,VASC' "
            + "'B,0,1,0,0,0,0,0'",
        "picture 'ISIC2019/ISIC_2019_Training_Input/A.jpg'; picture " + "'ISIC2019/ISIC_2019_Training_Input/B.jpg'",
        "table ISIC2019/ISIC_2019_Training_GroundTruth.csv "
            + "'image,MEL,NV,BCC,AK,BKL,DF,VASC,SCC,UNK' 'A,1,0,0,0,0,0,0,0,0' 'B,0,1,0,0,0,0,0,0,0'",
        "table ISIC2019/ISIC_2019_Training_Metadata.csv "
            + "'image,age_approx,anatom_site_general,lesion_id,sex' 'A,55,torso,L1,male' "
            + "'B,55,torso,L2,male'",
        "picture 'ISIC2020/train/A.jpg'; picture 'ISIC2020/train/B.jpg'",
        "table ISIC2020/ISIC_2020_Training_GroundTruth_v2.csv "
            + "'image_name,patient_id,lesion_id,diagnosis,benign_malignant,target' "
            + "'A,P1,L1,unknown,benign,0' 'B,P2,L2,melanoma,malignant,1'",
        "picture 'archive/A.jpg'; picture 'archive/B.jpg'",
        "table archive/metadata.csv "
            + "'isic_id,copyright_license,diagnosis_1,diagnosis_3,lesion_id,patient_id' "
            + "'A,CC-0,Benign,Nevus,L1,P1' 'B,CC-BY,Malignant,Melanoma in situ,L2,P2'",
        "picture 'BCN20000/BCN_20k_train/A.jpg'; picture 'BCN20000/BCN_20k_train/B.jpg'",
        "table BCN20000/bcn_20k_train.csv 'bcn_filename,diagnosis,lesion_id,split' "
            + "'A.jpg,MEL,L1,train' 'B.jpg,NV,L2,train'",
        "picture 'MILK10k/MILK10k_Training_Input/L1/A.jpg'; picture " + "'MILK10k/MILK10k_Training_Input/L1/B.jpg'",
        "table MILK10k/MILK10k_Training_GroundTruth.csv "
            + "'lesion_id,AKIEC,BCC,BEN_OTH,BKL,DF,INF,MAL_OTH,MEL,NV,SCCKA,VASC' "
            + "'L1,0,1,0,0,0,0,0,0,0,0,0'",
        "table MILK10k/MILK10k_Training_Metadata.csv "
            + "'lesion_id,image_type,isic_id,copyright_license' 'L1,dermoscopic,A,CC-BY-NC' "
            + "'L1,clinical: close-up,B,CC-BY-NC'",
        "picture 'PAD-UFES-20/images/imgs_part_1/A.png'; picture " + "'PAD-UFES-20/images/imgs_part_2/B.png'",
        "table PAD-UFES-20/metadata.csv "
            + "'patient_id,lesion_id,age,gender,fitspatrick,region,diagnostic,img_id,biopsed' "
            + "'P1,1,8,,,ARM,NEV,A.png,False' 'P2,2,55,FEMALE,3.0,NECK,BCC,B.png,True'",
        "picture 'clinic/2024/A.jpg'; picture 'clinic/2025/B.png'",
        "table clinic/cases.csv "
            + "'file;diagnosis;mole;patient;part;age;sex;site;fitzpatrick;rights' "
            + "'A;naevus;1;P1;train;50;female;back;2;own' 'B.png;melanoma;2;P2;test;60;male;face;3;own'",
        "table clinic/labels.csv 'label,class' 'naevus,nv' 'melanoma,mel'",
        "picture 'fitzpatrick17k/a1.jpg'; picture 'fitzpatrick17k/b2.jpg'",
        "table fitzpatrick17k.csv 'md5hash,fitzpatrick_scale,label,three_partition_label' "
            + "'a1,3,acne,non-neoplastic' 'b2,1,melanoma,malignant'",
        "picture 'ddi/000001.png'; picture 'ddi/000002.png'",
        "table ddi/ddi_metadata.csv ',DDI_ID,DDI_file,skin_tone,malignant,disease' "
            + "'0,1,000001.png,56,True,melanoma' '1,2,000002.png,12,False,verruca'",
        "picture 'derm7pt/images/NEL/Nel027.jpg'; picture 'derm7pt/images/Nml/Nel027.jpg'",
        "table derm7pt/meta/meta.csv 'case_num,diagnosis,location,sex,clinic,derm' '1,basal cell "
            + "carcinoma,abdomen,female,NEL/NEL025.JPG,NEL/NEL027.JPG' '2,clark "
            + "nevus,back,male,NEL/Nel026.jpg,Nml/Nel027.jpg'",
        "picture 'split/train/mel/a.jpg'; picture 'split/train/nv/b.jpg'; picture " + "'split/test/nv/c.jpg'",
    ];
}
